using RetoRewards.Chain.Local;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Tests.Chain;

/// <summary>One Hardhat node for the tests of a collection. Each test class deploys its own contracts on it.</summary>
/// <remarks>
/// Put <c>[Collection(LocalChain.Collection)]</c> on a class and take this in its constructor. The classes of the collection
/// run one after the other, so nobody else mines in between.
/// </remarks>
public sealed class LocalChain : IAsyncLifetime
{
    public const string Collection = "local chain";

    private static readonly TimeSpan CallDeadline = TimeSpan.FromSeconds(60);

    private readonly HttpClient http = new();
    private LocalNode? process;
    private HttpEthereumNode? node;

    internal IEthereumNode Node => node ?? throw new InvalidOperationException("The node has not been started.");

    internal LocalNode Process => process ?? throw new InvalidOperationException("The node has not been started.");

    internal LocalAccounts Accounts { get; } = new();

    public async Task InitializeAsync()
    {
        process = await LocalNode.StartAsync(0, CancellationToken.None);
        node = new HttpEthereumNode(
            http, new HttpNodeOptions { Endpoint = process.Endpoint, Deadline = CallDeadline }, TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        http.Dispose();
        Accounts.Dispose();
    }

    /// <summary>Fresh contracts: the owner is account 0, the operator account 1.</summary>
    internal Task<LocalContracts> DeployAsync(CancellationToken cancellationToken) =>
        new ContractDeployer(Node).DeployAsync(
            Accounts.At(Node, LocalAccounts.Owner), Accounts.AddressOf(LocalAccounts.Operator), cancellationToken);

    /// <summary>Mines empty blocks, so that what was mined before becomes final.</summary>
    /// <remarks>One by one: the blocks that hardhat_mine makes at once do not name one another as parents.</remarks>
    internal async Task MineAsync(int blocks, CancellationToken cancellationToken)
    {
        for (int block = 0; block < blocks; block++)
        {
            await Node.SendAsync(RpcCall.To("evm_mine"), cancellationToken);
        }
    }
}

[CollectionDefinition(LocalChain.Collection)]
public sealed class LocalChainCollection : ICollectionFixture<LocalChain>;
