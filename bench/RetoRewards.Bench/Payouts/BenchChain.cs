using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using RetoRewards.Chain.Local;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Bench.Payouts;

/// <summary>A fresh Hardhat or anvil node with our contracts and one funded campaign. Two of them are the same to the last byte.</summary>
internal sealed class BenchChain : IAsyncDisposable
{
    public const string Hardhat = "hardhat";
    public const string Anvil = "anvil";

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private readonly HttpClient http = new();
    private readonly LocalAccounts accounts = new();
    private readonly LocalNode? hardhat;
    private readonly Process? anvil;

    private BenchChain(Uri endpoint, LocalNode? hardhat, Process? anvil)
    {
        Endpoint = endpoint;
        this.hardhat = hardhat;
        this.anvil = anvil;
        Node = new HttpEthereumNode(http, new HttpNodeOptions { Endpoint = endpoint, Deadline = Deadline, MaxBatchCalls = 100 }, TimeProvider.System);
    }

    public Uri Endpoint { get; }

    public HttpEthereumNode Node { get; }

    public LocalContracts Contracts { get; private set; } = null!;

    /// <param name="kind"><see cref="Hardhat"/> or <see cref="Anvil"/>.</param>
    /// <param name="startsAtSeconds">Unix seconds that the campaign's window is made of, so that two chains are the same.</param>
    public static async Task<BenchChain> StartAsync(string kind, byte[] termsHash, long startsAtSeconds, CancellationToken cancellationToken)
    {
        BenchChain chain = kind == Anvil ? await StartAnvilAsync(cancellationToken) : await StartHardhatAsync(cancellationToken);
        chain.Contracts = await new ContractDeployer(chain.Node).DeployAsync(
            chain.accounts.At(chain.Node, LocalAccounts.Owner), chain.accounts.AddressOf(LocalAccounts.Operator), cancellationToken);
        await chain.FundAsync(termsHash, startsAtSeconds, cancellationToken);
        return chain;
    }

    public async ValueTask DisposeAsync()
    {
        if (hardhat is not null)
        {
            await hardhat.DisposeAsync();
        }

        if (anvil is not null)
        {
            anvil.Kill(entireProcessTree: true);
            await anvil.WaitForExitAsync();
            anvil.Dispose();
        }

        accounts.Dispose();
        http.Dispose();
    }

    private static async Task<BenchChain> StartHardhatAsync(CancellationToken cancellationToken)
    {
        LocalNode node = await LocalNode.StartAsync(0, cancellationToken);
        return new BenchChain(node.Endpoint, node, null);
    }

    private static async Task<BenchChain> StartAnvilAsync(CancellationToken cancellationToken)
    {
        int port = FreePort();
        string program = Path.Combine(RepositoryFiles.Root(), "node_modules", "@foundry-rs", "anvil-linux-amd64", "bin", "anvil");
        ProcessStartInfo start = new(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        // The same chain id, accounts and rules as Hardhat's.
        foreach (string argument in new[] { "--port", port.ToString(CultureInfo.InvariantCulture), "--chain-id", "31337", "--silent", "--hardfork", "osaka" })
        {
            start.ArgumentList.Add(argument);
        }

        Process process = Process.Start(start) ?? throw new InvalidOperationException("anvil did not start.");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        BenchChain chain = new(new Uri($"http://127.0.0.1:{port}"), null, process);
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            try
            {
                await chain.Node.GetBlockNumberAsync(patience.Token);
                return chain;
            }
            catch (RpcFaultException)
            {
                await Task.Delay(50, patience.Token);
            }
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task FundAsync(byte[] termsHash, long startsAtSeconds, CancellationToken cancellationToken)
    {
        LocalAccount partner = accounts.At(Node, LocalAccounts.FirstPartner);
        BigInteger amount = 1_000_000 * ContractDeployer.Reto;
        await partner.CallAsync(Contracts.Exchange, "buy", [], 1_000_000 * ContractDeployer.WeiPerReto, cancellationToken);
        await partner.CallAsync(Contracts.Token, "approve", [Contracts.Campaigns.Address, amount], cancellationToken);
        object?[] campaign =
        [
            0, startsAtSeconds, startsAtSeconds + (365 * 86_400), 86_400, new Hash32(termsHash), startsAtSeconds,
            amount, amount, uint.MaxValue, Address.Zero,
        ];
        await partner.CallAsync(Contracts.Campaigns, "createCampaign", [campaign], cancellationToken);
        await partner.CallAsync(Contracts.Campaigns, "fund", [1, amount], cancellationToken);
    }
}
