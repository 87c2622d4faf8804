using System.Numerics;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Chain.Keys;
using RetoRewards.Chain.Local;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Payouts;
using RetoRewards.Domain.Sales;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Ledger;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Settlements;
using RetoRewards.Tests.Chain;
using RetoRewards.Tests.Persistence;

namespace RetoRewards.Tests.Payouts;

/// <summary>What a world differs in from the usual one.</summary>
internal sealed record WorldPlan
{
    /// <summary>A node that stands between the service and the chain; null for none.</summary>
    public IEthereumNode? Between { get; init; }

    /// <summary>RETO that each campaign is funded with.</summary>
    public long Tokens { get; init; } = 1_000_000;

    /// <summary>Base units a day; null for all that it is funded with.</summary>
    public BigInteger? DailyAllowance { get; init; }

    /// <summary>Whose signature batches must carry.</summary>
    public Address Attestor { get; init; } = Address.Zero;

    /// <summary>The service's clock; null for the real one.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>The first terms of every campaign, for tests that let sales be decided; null where rewards are put there.</summary>
    public Terms? Terms { get; init; }

    /// <summary>Contracts deployed before; null for ours, fresh.</summary>
    public LocalContracts? Contracts { get; init; }
}

/// <summary>A clock that a test puts forward.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long ahead;

    /// <summary>A clock that does not lag behind the chain, whose time runs ahead by a second for each block that tests mine at once.</summary>
    public static async Task<ShiftedClock> OfAsync(LocalChain chain)
    {
        ShiftedClock clock = new();
        Block newest = (await chain.Node.GetBlockAsync(BlockTag.Latest, CancellationToken.None))!;
        TimeSpan lag = DateTimeOffset.FromUnixTimeSeconds(newest.Timestamp) - clock.GetUtcNow();
        clock.Advance(lag > TimeSpan.Zero ? lag : TimeSpan.Zero);
        return clock;
    }

    public void Advance(TimeSpan by) => Interlocked.Add(ref ahead, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref ahead));
}

/// <summary>The real host over a database of its own and a local chain with fresh contracts, a funded campaign and participants.</summary>
internal sealed class PayoutWorld : IAsyncDisposable
{
    private readonly string folder;
    private readonly LocalChain chain;
    private readonly List<string> settings;
    private readonly ChannelId channel = new(Guid.CreateVersion7());
    private readonly WorldPlan plan;
    private WebApplication application = null!;
    private int partners;
    private long sequence;

    private PayoutWorld(LocalChain chain, LocalContracts contracts, WorldPlan plan, string folder, string[] settings)
    {
        this.plan = plan;
        this.chain = chain;
        this.folder = folder;
        Contracts = contracts;
        this.settings =
        [
            $"--Payouts:ManifestDirectory={Path.Combine(folder, "manifests")}",
            $"--Database:RosterPath={Path.Combine(folder, "roster")}",
            $"--Chain:Endpoints:0={chain.Process.Endpoint}",
            $"--Chain:ChainId={LocalAccounts.ChainId}",
            $"--Chain:CampaignsAddress={contracts.Campaigns.Address}",
            $"--Chain:TokenAddress={contracts.Token.Address}",
            $"--Chain:StartBlock={contracts.Block + 1}",
            "--Chain:Confirmations=0",
            $"--Keys:Mnemonic={LocalAccounts.Mnemonic}",
            "--Logging:Level=Fatal",
            .. settings,
        ];
    }

    /// <summary>The configuration, as arguments of the command line.</summary>
    public IReadOnlyList<string> Settings => settings;

    public LocalContracts Contracts { get; }

    public IServiceProvider Services => application.Services;

    public string Manifests => Path.Combine(folder, "manifests");

    public PartnerId Partner { get; } = new(Guid.CreateVersion7());

    public CampaignId Campaign { get; } = new(Guid.CreateVersion7());

    public List<ParticipantId> Participants { get; } = [];

    public static Task<PayoutWorld> CreateAsync(LocalChain chain, int participants, params string[] settings) =>
        CreateAsync(chain, participants, new WorldPlan(), settings);

    public static async Task<PayoutWorld> CreateAsync(LocalChain chain, int participants, WorldPlan plan, params string[] settings)
    {
        string folder = Directory.CreateTempSubdirectory("retorewards-payouts-").FullName;
        PayoutWorld world = new(
            chain,
            plan.Contracts ?? await chain.DeployAsync(CancellationToken.None),
            plan,
            folder,
            [.. await TestDatabases.CreateAsync(folder, "test.db"), .. settings]);
        world.Start();
        await world.Services.GetRequiredService<DatabaseSetup>().MigrateAsync(CancellationToken.None);
        await world.EnrolAsync(participants);
        await world.FundAsync(world.Campaign, world.Contracts, LocalAccounts.FirstPartner);
        return world;
    }

    /// <summary>Adds another partner with a campaign, funded as the first one is, and gives the campaign.</summary>
    /// <param name="attestor">Whose signature its batches must carry; null for the plan's.</param>
    public async Task<CampaignId> AddPartnerAsync(Address? attestor = null)
    {
        CampaignId campaign = new(Guid.CreateVersion7());
        PartnerId partner = new(Guid.CreateVersion7());
        int account = LocalAccounts.FirstPartner + ++partners;
        await WriteAsync(write =>
        {
            InsertPartner(write, partner, account, DateTimeOffset.UtcNow);
            InsertCampaign(write, partner, campaign, DateTimeOffset.UtcNow);
            return Task.CompletedTask;
        });
        await FundAsync(campaign, Contracts, account, attestor);
        return campaign;
    }

    /// <summary>Adds a campaign and funds it in a deployment of its own.</summary>
    public async Task AddCampaignAsync(CampaignId campaign, LocalContracts contracts)
    {
        await WriteAsync(write =>
        {
            InsertCampaign(write, Partner, campaign, DateTimeOffset.UtcNow);
            return Task.CompletedTask;
        });
        await FundAsync(campaign, contracts, LocalAccounts.FirstPartner);
    }

    /// <summary>Ends the host as a crash would, keeping the database, and starts another over it.</summary>
    /// <param name="moreSettings">Settings that change with the start; they beat earlier ones.</param>
    public async Task RestartAsync(params string[] moreSettings)
    {
        await application.DisposeAsync();
        settings.AddRange(moreSettings);
        Start();
    }

    /// <summary>Loses the database, as a broken disk does, and keeps roster and manifests.</summary>
    /// <param name="keepManifests">False when the manifests are lost too.</param>
    public async Task LoseDatabaseAsync(bool keepManifests = true)
    {
        await application.DisposeAsync();
        await TestDatabases.DropAsync(settings);
        foreach (string file in Directory.GetFiles(folder, "test.db*"))
        {
            File.Delete(file);
        }

        if (!keepManifests && Directory.Exists(Manifests))
        {
            Directory.Delete(Manifests, recursive: true);
        }

        Start();
        await Services.GetRequiredService<DatabaseSetup>().MigrateAsync(CancellationToken.None);
        sequence = 0;
    }

    /// <summary>Ends the host, and leaves its files to the test.</summary>
    public async Task StopAsync()
    {
        await application.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }

    /// <summary>Starts a host over what the test put there.</summary>
    public void StartAgain() => Start();

    /// <summary>The next sale to be told is the one with this number.</summary>
    public void TellAgainFrom(long number) => sequence = number - 1;

    /// <summary>The folder of database, roster and manifests.</summary>
    public string Folder => folder;

    public Task<Rebuilt> RebuildAsync() => Services.GetRequiredService<Rebuild>().ExecuteAsync(CancellationToken.None);

    public RetoDbContext Read() => Services.GetRequiredService<IDbContextFactory<RetoDbContext>>().CreateDbContext();

    public IEnumerable<IStage> Stages => Services.GetServices<IStage>();

    public TStage Stage<TStage>()
        where TStage : class, IStage => Services.GetServices<IStage>().OfType<TStage>().Single();

    /// <summary>Runs all stages until none finds work.</summary>
    public async Task DrainAsync()
    {
        int taken;
        int rounds = 0;
        do
        {
            taken = 0;
            foreach (IStage stage in Services.GetServices<IStage>())
            {
                taken += await stage.RunOnceAsync(CancellationToken.None);
            }

            Assert.True(++rounds < 1_000, "The stages never come to rest.");
        }
        while (taken > 0);
    }

    /// <summary>Runs all stages until none finds work, going on after faults of the node as the loops do.</summary>
    /// <returns>How many faults there were.</returns>
    public async Task<int> DrainThroughFaultsAsync(int maxRounds = 400)
    {
        int faults = 0;
        for (int round = 0; round < maxRounds; round++)
        {
            (int taken, int failed) = await RunOnceThroughFaultsAsync();
            faults += failed;
            if (taken == 0 && failed == 0)
            {
                return faults;
            }

            await Task.Delay(failed > 0 ? 50 : 0);
        }

        throw new InvalidOperationException("The stages never come to rest.");
    }

    /// <summary>Runs every stage once, whatever faults the node has.</summary>
    public async Task<(int Taken, int Failed)> RunOnceThroughFaultsAsync()
    {
        int taken = 0;
        int failed = 0;
        foreach (IStage stage in Stages)
        {
            try
            {
                taken += await stage.RunOnceAsync(CancellationToken.None);
            }
            catch (Exception exception) when (exception is RpcFaultException or RpcRefusedException)
            {
                failed++;
            }
        }

        return (taken, failed);
    }

    public Task<Reconciled> ReconcileAsync(long? firstBlock = null, long? lastBlock = null) =>
        Services.GetRequiredService<Reconcile>().ExecuteAsync(firstBlock, lastBlock, CancellationToken.None);

    public Task WriteAsync(Func<WriteTransaction, Task> work) =>
        Services.GetRequiredService<WriteGate>().WriteAsync(WritePriority.Stage, work, CancellationToken.None);

    /// <summary>Gives a participant a reward of so many base units, on hold until the past, as the stage that decides rewards does.</summary>
    public Task RewardAsync(ParticipantId participant, UInt128 baseUnits, CampaignId? campaign = null) =>
        RewardAsync([(participant, baseUnits)], campaign);

    public Task RewardAsync(IReadOnlyList<(ParticipantId Participant, UInt128 BaseUnits)> rewards, CampaignId? campaign = null) => WriteAsync(async write =>
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        foreach ((ParticipantId participant, UInt128 baseUnits) in rewards)
        {
            RewardRow row = SeedRows.InsertReward(
                write, Partner, channel, campaign ?? Campaign, participant, TokenAmount.FromBaseUnits(baseUnits), ++sequence,
                Services.GetRequiredService<FingerprintKey>(), now);
            await LedgerBook.PostAsync(write,
            [
                LedgerTransaction.RewardEarned(
                    row.CampaignId, $"sale-event:{row.SaleEventId}", now, [new ParticipantAmount(participant, row.Amount)]),
            ]);
        }
    });

    public async Task<BigInteger> BalanceAsync(ParticipantId participant)
    {
        WalletAddress wallet = Services.GetRequiredService<WalletDerivation>().WalletOf(participant);
        return (await Contracts.Token.CallAsync("balanceOf", [new Address(wallet.ToBytes())], BlockTag.Latest, CancellationToken.None))
            .Get<BigInteger>(0);
    }

    public async ValueTask DisposeAsync()
    {
        await application.DisposeAsync();
        await TestDatabases.DropAsync(settings);
        Directory.Delete(folder, recursive: true);
    }

    private void Start()
    {
        WebApplicationBuilder builder = RetoRewardsHost.CreateBuilder([.. settings]);
        if (plan.Clock is not null)
        {
            builder.Services.AddSingleton(plan.Clock);
        }

        if (plan.Between is not null)
        {
            builder.Services.AddSingleton(plan.Between);
        }

        application = builder.Build();
    }

    private Task EnrolAsync(int participants) => WriteAsync(write =>
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        InsertPartner(write, Partner, LocalAccounts.FirstPartner, now);
        InsertCampaign(write, Partner, Campaign, now);
        SeedRows.InsertChannel(write, Partner, channel, now);
        WalletDerivation wallets = Services.GetRequiredService<WalletDerivation>();
        for (int index = 0; index < participants; index++)
        {
            ParticipantId id = new(Guid.NewGuid());
            Participants.Add(id);
            SeedRows.InsertParticipant(write, id, wallets.WalletOf(id), now);
        }

        return Task.CompletedTask;
    });

    /// <summary>The partner pays more into the campaign.</summary>
    public async Task TopUpAsync(long tokens)
    {
        LocalAccount partner = chain.Accounts.At(chain.Node, LocalAccounts.FirstPartner);
        BigInteger amount = tokens * ContractDeployer.Reto;
        await partner.CallAsync(Contracts.Exchange, "buy", [], tokens * ContractDeployer.WeiPerReto, CancellationToken.None);
        await partner.CallAsync(Contracts.Token, "approve", [Contracts.Campaigns.Address, amount], CancellationToken.None);
        await partner.CallAsync(Contracts.Campaigns, "fund", [1, amount], CancellationToken.None);
    }

    private void InsertPartner(WriteTransaction write, PartnerId partner, int account, DateTimeOffset now) =>
        SeedRows.InsertPartner(write, partner, WalletAddress.FromBytes(chain.Accounts.AddressOf(account).ToArray()), now);

    private void InsertCampaign(WriteTransaction write, PartnerId partner, CampaignId campaign, DateTimeOffset now) =>
        SeedRows.InsertCampaign(write, partner, campaign, TermsHash(campaign), now, plan.Terms);

    private async Task FundAsync(CampaignId campaignId, LocalContracts contracts, int account, Address? attestor = null)
    {
        LocalAccount partner = chain.Accounts.At(chain.Node, account);
        BigInteger amount = plan.Tokens * ContractDeployer.Reto;
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        await partner.CallAsync(contracts.Exchange, "buy", [], plan.Tokens * ContractDeployer.WeiPerReto, CancellationToken.None);
        await partner.CallAsync(contracts.Token, "approve", [contracts.Campaigns.Address, amount], CancellationToken.None);
        object?[] campaign =
        [
            0, now - 86_400, now + (365 * 86_400), 86_400, new Hash32(TermsHash(campaignId)), now - 86_400,
            amount, plan.DailyAllowance ?? amount, uint.MaxValue, attestor ?? plan.Attestor,
        ];
        await partner.CallAsync(contracts.Campaigns, "createCampaign", [campaign], CancellationToken.None);
        long number = (await contracts.Campaigns.CallAsync("campaignCount", [], BlockTag.Latest, CancellationToken.None)).Get<long>(0);
        await partner.CallAsync(contracts.Campaigns, "fund", [number, amount], CancellationToken.None);
    }

    private static byte[] TermsHash(CampaignId campaign) =>
        System.Security.Cryptography.SHA256.HashData(campaign.Value.ToByteArray());
}
