using System.Numerics;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Abi;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Chain;

/// <summary>A transfer of tokens out of the campaign contract or out of nothing, and the batch that stands beside it.</summary>
/// <param name="Contract">The campaign contract that paid.</param>
/// <param name="CampaignNumber">0 when its transaction paid no batch.</param>
/// <param name="Tag">The batch's tag in hexadecimal; empty when its transaction paid no batch.</param>
internal sealed record TokenTransfer(long BlockNumber, byte[] Contract, long CampaignNumber, string Tag, byte[] Recipient, UInt128 Amount);

/// <summary>Asks a node which tokens the campaigns paid, from the token's own events, whichever deployment they belong to.</summary>
internal sealed class TokenTransfers(IEthereumNode node, RetoContracts contracts)
{
    /// <summary>Blocks asked for at once; halved when a node refuses so many logs.</summary>
    private const long BlocksPerCall = 2_000;

    private static readonly AbiEvent Transfer = RetoContracts.TokenAbi.Event("Transfer");
    private static readonly AbiEvent BatchPaid = RetoContracts.CampaignsAbi.Event("BatchPaid");
    private static readonly AbiEvent Withdrawn = RetoContracts.CampaignsAbi.Event("LeftoversWithdrawn");

    /// <summary>Every transfer that paid a wallet out of a campaign in the blocks.</summary>
    /// <remarks>
    /// Counted are transfers out of the campaign contract but for leftovers that went back to a partner, and transfers out
    /// of nothing (mints) beside a batch. A transfer out of the contract with no batch beside it counts as well: nothing explains it.
    /// </remarks>
    public async Task<IReadOnlyList<TokenTransfer>> OfCampaignsAsync(long first, long last, CancellationToken cancellationToken)
    {
        List<TokenTransfer> transfers = [];
        for (long from = first; from <= last; from += BlocksPerCall)
        {
            foreach (RetoDeployment deployment in contracts.All)
            {
                transfers.AddRange(await PieceAsync(deployment, from, Math.Min(last, from + BlocksPerCall - 1), cancellationToken));
            }
        }

        return transfers;
    }

    private async Task<IReadOnlyList<TokenTransfer>> PieceAsync(
        RetoDeployment deployment, long first, long last, CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<LogEntry> batches = await LogsAsync(first, last, deployment.Campaigns, [[BatchPaid.Topic, Withdrawn.Topic]], cancellationToken);
            IReadOnlyList<LogEntry> moved = await LogsAsync(
                first, last, deployment.Token, Transfer.Topics([deployment.Campaigns]), cancellationToken);
            IReadOnlyList<LogEntry> minted = await LogsAsync(
                first, last, deployment.Token, Transfer.Topics([Address.Zero]), cancellationToken);
            return Join(deployment, batches, moved, minted);
        }
        catch (RpcRefusedException) when (first < last)
        {
            long middle = first + ((last - first) / 2);
            return
            [
                .. await PieceAsync(deployment, first, middle, cancellationToken),
                .. await PieceAsync(deployment, middle + 1, last, cancellationToken),
            ];
        }
    }

    private Task<IReadOnlyList<LogEntry>> LogsAsync(
        long first, long last, Address contract, IReadOnlyList<IReadOnlyList<Hash32>> topics, CancellationToken cancellationToken) =>
        node.GetLogsAsync(
            LogFilter.OfRange(BlockTag.At(first), BlockTag.At(last)) with { Addresses = [contract], Topics = topics }, cancellationToken);

    private static List<TokenTransfer> Join(
        RetoDeployment deployment, IReadOnlyList<LogEntry> batches, IReadOnlyList<LogEntry> moved, IReadOnlyList<LogEntry> minted)
    {
        Dictionary<Hash32, (long Campaign, string Tag)> paidBy = [];
        HashSet<Hash32> withdrawals = [];
        foreach (LogEntry log in batches)
        {
            if (BatchPaid.TryDecode(log, out AbiValues? values))
            {
                paidBy[log.TransactionHash] = (values.Get<long>("campaignId"), values.Get<Hash32>("tag").ToString());
            }
            else
            {
                withdrawals.Add(log.TransactionHash);
            }
        }

        List<TokenTransfer> transfers = [];
        foreach (LogEntry log in moved.Where(log => !withdrawals.Contains(log.TransactionHash))
            .Concat(minted.Where(log => paidBy.ContainsKey(log.TransactionHash))))
        {
            if (Transfer.TryDecode(log, out AbiValues? values))
            {
                (long campaign, string tag) = paidBy.GetValueOrDefault(log.TransactionHash, (0, ""));
                transfers.Add(new TokenTransfer(
                    log.BlockNumber, deployment.Campaigns.ToArray(), campaign, tag, values.Get<Address>("to").ToArray(), (UInt128)values.Get<BigInteger>("value")));
            }
        }

        return transfers;
    }
}
