using System.Globalization;
using System.Numerics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Chain;
using RetoRewards.Chain.Client;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Abi;
using RetoRewards.Ethereum.Contracts;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Persistence;

namespace RetoRewards.Cli.Doctor;

/// <summary>Asks each endpoint which chain it serves and what lies at our addresses.</summary>
internal sealed class NodeExamination(IServiceProvider services, Address? operatorAddress)
{
    /// <summary>How far a block's time may lie ahead of this machine's.</summary>
    private static readonly TimeSpan MaxSkew = TimeSpan.FromSeconds(60);

    /// <summary>Gas of the largest transaction that the chain takes (EIP-7825): what the operator must be able to pay for at least.</summary>
    private const long LargestTransactionGas = 16_777_216;

    private readonly ChainOptions options = services.GetRequiredService<IOptions<ChainOptions>>().Value;
    private readonly TimeProvider clock = services.GetRequiredService<TimeProvider>();
    private readonly List<DoctorFinding> findings = [];

    public async Task<IReadOnlyList<DoctorFinding>> ExecuteAsync(bool hasSchema, CancellationToken cancellationToken)
    {
        using SocketsHttpHandler handler = new() { AllowAutoRedirect = false };
        for (int index = 0; index < options.Endpoints.Length; index++)
        {
            IEthereumNode node = EthereumClient.Node(
                handler, new HttpNodeOptions { Endpoint = new Uri(options.Endpoints[index]), Deadline = options.CallDeadline }, clock);
            try
            {
                await EndpointAsync($"Chain:Endpoints:{index}", node, hasSchema, first: index == 0, cancellationToken);
            }
            catch (Exception fault) when (fault is RpcFaultException or RpcRefusedException or AbiException)
            {
                findings.Add(DoctorFinding.Wrong(
                    DoctorPart.Node, $"Chain:Endpoints:{index}: {fault.Message}", "Check that the node runs, that this machine reaches it, and that its key is valid."));
            }
        }

        return findings;
    }

    private async Task EndpointAsync(string name, IEthereumNode node, bool hasSchema, bool first, CancellationToken cancellationToken)
    {
        long chain = await node.GetChainIdAsync(cancellationToken);
        long head = await node.GetBlockNumberAsync(cancellationToken);
        if (chain != options.ChainId)
        {
            findings.Add(DoctorFinding.Wrong(
                DoctorPart.Node, $"{name} serves chain {chain} and Chain:ChainId is {options.ChainId}.", "Correct one of the two settings; nothing is sent until they agree."));
            return;
        }

        findings.Add(DoctorFinding.Well(DoctorPart.Node, $"{name} serves chain {chain} and is at block {head}."));
        await FinalityAsync(name, node, cancellationToken);
        if (hasSchema)
        {
            await GenesisAsync(name, node, cancellationToken);
        }

        // The chain is one, so what lies on it is asked once.
        if (first)
        {
            await ClockAsync(node, cancellationToken);
            await ContractsAsync(node, cancellationToken);
        }
    }

    private async Task FinalityAsync(string name, IEthereumNode node, CancellationToken cancellationToken)
    {
        if (options.Finality == FinalityRule.FinalizedTag && await node.GetBlockAsync(BlockTag.Finalized, cancellationToken) is null)
        {
            findings.Add(DoctorFinding.Wrong(
                DoctorPart.Node, $"{name} knows no finalized block.", "Set Chain:Finality to Confirmations with a number that suits the chain."));
        }
    }

    private async Task GenesisAsync(string name, IEthereumNode node, CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await services.GetRequiredService<IDbContextFactory<RetoDbContext>>().CreateDbContextAsync(cancellationToken);
        ChainRow? stored = await db.Set<ChainRow>().SingleOrDefaultAsync(row => row.ChainId == options.ChainId, cancellationToken);
        Block? genesis = await node.GetBlockAsync(BlockTag.At(0), cancellationToken);
        if (stored is not null && genesis is not null && !genesis.Hash.ToArray().AsSpan().SequenceEqual(stored.GenesisHash))
        {
            findings.Add(DoctorFinding.Wrong(
                DoctorPart.Node,
                $"{name} has another first block than the chain that this database belongs to.",
                "A local node that was restarted has a new chain: start with an empty database and deploy the contracts again."));
        }
    }

    private async Task ClockAsync(IEthereumNode node, CancellationToken cancellationToken)
    {
        Block? latest = await node.GetBlockAsync(BlockTag.Latest, cancellationToken);
        TimeSpan ahead = DateTimeOffset.FromUnixTimeSeconds(latest?.Timestamp ?? 0) - clock.GetUtcNow();
        findings.Add(ahead > MaxSkew
            ? DoctorFinding.Wrong(
                DoctorPart.Clock,
                $"The newest block lies {ahead.TotalSeconds:N0} s ahead of this machine's clock.",
                "Let the machine keep time by NTP: batches are valid until a time, and holds end by it.")
            : DoctorFinding.Well(DoctorPart.Clock, "The newest block does not lie in this machine's future."));
    }

    private async Task ContractsAsync(IEthereumNode node, CancellationToken cancellationToken)
    {
        Address campaigns = Address.Parse(options.CampaignsAddress);
        Address token = Address.Parse(options.TokenAddress);
        foreach ((string name, Address address) in new[] { (nameof(options.CampaignsAddress), campaigns), (nameof(options.TokenAddress), token) })
        {
            if ((await node.GetCodeAsync(address, BlockTag.Latest, cancellationToken)).Length == 0)
            {
                findings.Add(DoctorFinding.Wrong(
                    DoctorPart.Contracts, $"There is no code at Chain:{name} {address}.", "Deploy the contracts on this chain, or correct the address."));
                return;
            }
        }

        Contract contract = new(node, campaigns, RetoContracts.CampaignsAbi);
        Address itsToken = (await contract.CallAsync("token", [], BlockTag.Latest, cancellationToken)).Get<Address>(0);
        findings.Add(itsToken == token
            ? DoctorFinding.Well(DoctorPart.Contracts, $"RetoCampaigns lies at {campaigns} and pays in {token}.")
            : DoctorFinding.Wrong(DoctorPart.Contracts, $"RetoCampaigns pays in {itsToken} and Chain:TokenAddress is {token}.", "Correct one of the two addresses."));
        await OperatorAsync(node, contract, cancellationToken);
    }

    private async Task OperatorAsync(IEthereumNode node, Contract contract, CancellationToken cancellationToken)
    {
        if (operatorAddress is not { } ours)
        {
            return;
        }

        Address named = (await contract.CallAsync("operator", [], BlockTag.Latest, cancellationToken)).Get<Address>(0);
        findings.Add(named == ours
            ? DoctorFinding.Well(DoctorPart.Operator, "The contract names our operator.")
            : DoctorFinding.Wrong(
                DoctorPart.Operator, $"The contract's operator is {named} and ours is {ours}.", "Announce and change the operator on the contract, or open the other key."));

        BigInteger balance = await node.GetBalanceAsync(ours, BlockTag.Latest, cancellationToken);
        BigInteger need = (BigInteger)LargestTransactionGas * options.MaxFeePerGasWei;
        string held = $"The operator holds {Ether(balance)} ETH; one full batch at Chain:MaxFeePerGasWei costs {Ether(need)} ETH.";
        findings.Add(balance < need
            ? DoctorFinding.Wrong(DoctorPart.Operator, held, $"Send ether to {ours}.")
            : DoctorFinding.Well(DoctorPart.Operator, held));
    }

    private static string Ether(BigInteger wei) =>
        ((decimal)(wei / 1_000_000_000_000) / 1_000_000m).ToString("0.######", CultureInfo.InvariantCulture);
}
