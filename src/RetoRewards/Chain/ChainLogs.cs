using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Abi;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Chain;

/// <summary>Asks for the logs of blocks that are known by their hashes, and believes only what belongs to them.</summary>
internal sealed class ChainLogs(IEthereumNode node, RetoContracts contracts)
{
    /// <summary>The logs of our campaign contracts in the blocks.</summary>
    /// <exception cref="RpcFaultException">
    /// The node's logs are not of these blocks, or lack some that a block announces: it forked meanwhile or is at fault.
    /// </exception>
    public async Task<IReadOnlyList<LogEntry>> OfAsync(IReadOnlyList<Block> blocks, CancellationToken cancellationToken)
    {
        if (blocks.Count == 0)
        {
            return [];
        }

        IReadOnlyList<LogEntry> found = await OfRangeAsync(blocks[0].Number, blocks[^1].Number, cancellationToken);
        Dictionary<Hash32, Block> byHash = blocks.ToDictionary(block => block.Hash);
        if (found.Any(log => log.Removed || !byHash.TryGetValue(log.BlockHash, out Block? block) || block.Number != log.BlockNumber))
        {
            throw new RpcFaultException(RpcFault.Rubbish, "The node's logs are not of the blocks that it just gave. It may have forked.");
        }

        HashSet<Hash32> told = [.. found.Select(log => log.BlockHash)];
        List<LogEntry> all = [.. found];
        foreach (Block block in blocks.Where(block => !told.Contains(block.Hash) && MayHoldOurs(block)))
        {
            all.AddRange(await FromReceiptsAsync(block, cancellationToken));
        }

        return [.. all.OrderBy(log => log.BlockNumber).ThenBy(log => log.LogIndex)];
    }

    /// <summary>The event's name and its arguments as they are stored; null for an event that this version does not know.</summary>
    public static (string Name, string Arguments)? Decode(LogEntry log)
    {
        foreach (AbiEvent known in RetoContracts.CampaignsAbi.Events)
        {
            if (known.TryDecode(log, out AbiValues? values))
            {
                return (known.Name, ChainEventArguments.Write(values));
            }
        }

        return null;
    }

    private bool MayHoldOurs(Block block) => contracts.All.Any(one => block.LogsBloom.MayContain(one.Campaigns));

    /// <summary>A node that refuses a range, because it holds too many logs say, is asked for its halves.</summary>
    private async Task<IReadOnlyList<LogEntry>> OfRangeAsync(long first, long last, CancellationToken cancellationToken)
    {
        LogFilter filter = LogFilter.OfRange(BlockTag.At(first), BlockTag.At(last)) with { Addresses = [.. contracts.All.Select(one => one.Campaigns)] };
        try
        {
            return await node.GetLogsAsync(filter, cancellationToken);
        }
        catch (RpcRefusedException) when (first < last)
        {
            long middle = first + ((last - first) / 2);
            return
            [
                .. await OfRangeAsync(first, middle, cancellationToken),
                .. await OfRangeAsync(middle + 1, last, cancellationToken),
            ];
        }
    }

    /// <summary>The block's filter says that there may be logs and the node gave none: its receipts decide.</summary>
    private async Task<IEnumerable<LogEntry>> FromReceiptsAsync(Block block, CancellationToken cancellationToken)
    {
        IReadOnlyList<TransactionReceipt?> receipts = await node.GetReceiptsAsync(block.TransactionHashes, cancellationToken);
        if (receipts.Any(receipt => receipt is null || receipt.BlockHash != block.Hash))
        {
            throw new RpcFaultException(RpcFault.Rubbish, $"The node lacks receipts of block {block.Number} that it just gave.");
        }

        return receipts.SelectMany(receipt => receipt!.Logs).Where(log => contracts.All.Any(one => one.Campaigns == log.Address));
    }
}
