using RetoRewards.Api;
using RetoRewards.Chain.Local;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Persistence;
using RetoRewards.Stages;

namespace RetoRewards.Cli.Demo;

/// <summary>A chain with fresh contracts and the real service over it, which nobody else uses.</summary>
internal sealed class DemoWorld : IAsyncDisposable
{
    private readonly HttpClient http;
    private readonly LocalNode process;
    private readonly LocalAccounts accounts;
    private readonly string? temporaryFolder;

    private DemoWorld(HttpClient http, LocalNode process, LocalAccounts accounts, string? temporaryFolder)
    {
        this.http = http;
        this.process = process;
        this.accounts = accounts;
        this.temporaryFolder = temporaryFolder;
        Node = new HttpEthereumNode(http, new HttpNodeOptions { Endpoint = process.Endpoint, Deadline = CallDeadline }, TimeProvider.System);
    }

    /// <summary>Deadline of a call to the local chain: it shares the machine with everything else.</summary>
    private static TimeSpan CallDeadline => TimeSpan.FromMinutes(2);

    public IEthereumNode Node { get; }

    /// <summary>Completes, with a sentence, when the chain has ended by itself.</summary>
    public Task<string> ChainDied => process.Died;

    /// <summary>Where the chain answers.</summary>
    public Uri ChainEndpoint => process.Endpoint;

    public LocalContracts Contracts { get; private set; } = null!;

    public WebApplication Application { get; private set; } = null!;

    public IServiceProvider Services => Application.Services;

    public WriteGate Gate => Services.GetRequiredService<WriteGate>();

    /// <summary>The partner's account on the chain.</summary>
    public LocalAccount Partner => accounts.At(Node, LocalAccounts.FirstPartner);

    /// <exception cref="LocalNodeException">The chain cannot be started.</exception>
    public static async Task<DemoWorld> StartChainAsync(DemoOptions options, CancellationToken cancellationToken)
    {
        LocalNode process = await LocalNode.StartAsync(options.ChainPort, cancellationToken);
        string? folder = options.DatabasePath is null ? Directory.CreateTempSubdirectory("retorewards-demo-").FullName : null;
        return new DemoWorld(new HttpClient(), process, new LocalAccounts(), folder);
    }

    public async Task DeployAsync(CancellationToken cancellationToken) =>
        Contracts = await new ContractDeployer(Node).DeployAsync(
            accounts.At(Node, LocalAccounts.Owner), accounts.AddressOf(LocalAccounts.Operator), cancellationToken);

    /// <summary>Builds the service over the contracts and a new database.</summary>
    public async Task StartServiceAsync(DemoOptions options, CancellationToken cancellationToken)
    {
        string database = Path.GetFullPath(options.DatabasePath ?? Path.Combine(temporaryFolder!, "demo.db"));
        WebApplicationBuilder builder = RetoRewardsHost.CreateBuilder(
        [
            $"--Database:Path={database}",
            $"--Payouts:ManifestDirectory={Path.Combine(Path.GetDirectoryName(database)!, "manifests")}",
            $"--Chain:Endpoints:0={process.Endpoint}",
            $"--Chain:ChainId={LocalAccounts.ChainId}",
            $"--Chain:CampaignsAddress={Contracts.Campaigns.Address}",
            $"--Chain:TokenAddress={Contracts.Token.Address}",
            $"--Chain:StartBlock={Contracts.Block + 1}",
            // A chain of one's own does not fork.
            "--Chain:Confirmations=0",
            $"--Chain:CallDeadline={CallDeadline}",
            $"--Keys:Mnemonic={LocalAccounts.Mnemonic}",
            "--Logging:Level=Warning",
            $"--Urls=http://127.0.0.1:{options.Port}",
        ]);
        if (options.Stay)
        {
            builder.Services.AddStageLoops(ServiceRoles.All);
        }

        Application = builder.Build();
        Application.UseApi();
        await Services.GetRequiredService<DatabaseSetup>().MigrateAsync(cancellationToken);
    }

    /// <summary>Runs one stage until it finds no work.</summary>
    public async Task DrainAsync<TStage>(Action<int> taken, CancellationToken cancellationToken)
        where TStage : class, IStage
    {
        TStage stage = Services.GetServices<IStage>().OfType<TStage>().Single();
        int rows;
        while ((rows = await stage.RunOnceAsync(cancellationToken)) > 0)
        {
            taken(rows);
        }
    }

    /// <summary>Runs all stages until none finds work.</summary>
    public async Task DrainAllAsync(Func<Task> afterRound, CancellationToken cancellationToken)
    {
        int taken;
        do
        {
            taken = 0;
            foreach (IStage stage in Services.GetServices<IStage>())
            {
                taken += await stage.RunOnceAsync(cancellationToken);
            }

            await afterRound();
        }
        while (taken > 0);
    }

    public async ValueTask DisposeAsync()
    {
        if (Application is not null)
        {
            await Application.DisposeAsync();
        }

        await process.DisposeAsync();
        accounts.Dispose();
        http.Dispose();
        if (temporaryFolder is not null)
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(temporaryFolder, recursive: true);
        }
    }
}
