using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Persistence;

namespace RetoRewards.Chain;

/// <summary>Follows the chain block by block: each block must name the one before it as its parent.</summary>
/// <remarks>
/// Blocks and decoded events become rows with a canonical and a final flag; rooms read those. A block that is no longer
/// there is a fork: what lay upon the last common block loses its flag, and transactions that were mined in it are sent again.
/// </remarks>
internal sealed class FollowChain(
    IEthereumNode node,
    ChainIdentity identity,
    ChainLogs logs,
    ChainFork fork,
    IDbContextFactory<RetoDbContext> contexts,
    WriteGate gate,
    IOptions<ChainOptions> options,
    ILogger<FollowChain> logger) : IStage
{
    private readonly ChainOptions options = options.Value;
    private bool toldOfMissingTag;

    public bool UsesNode => true;

    /// <returns>How many blocks were taken, or undone by a fork.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        await identity.RequireAsync(cancellationToken);
        ChainRow chain = await LoadAsync(cancellationToken);
        if (chain.HaltedBecause is not null)
        {
            return 0;
        }

        long newest = await node.GetBlockNumberAsync(cancellationToken);
        int ahead = (int)Math.Clamp(newest - chain.HeadNumber, 0, ChainOptions.MaxBlocksPerRun);
        IReadOnlyList<Block?> blocks = await node.GetBlocksAsync(chain.HeadNumber, ahead + 1, cancellationToken);
        if (blocks[0] is not { } head || !head.Hash.ToArray().AsSpan().SequenceEqual(chain.HeadHash))
        {
            return await fork.UndoAsync(chain, cancellationToken);
        }

        Block[] next = Continue(head, blocks);
        IReadOnlyList<LogEntry> found = await logs.OfAsync(next, cancellationToken);
        long final = await FinalNumberAsync(newest, next.Length == 0 ? chain.HeadNumber : next[^1].Number, cancellationToken);
        if (next.Length == 0 && final <= chain.FinalNumber)
        {
            return 0;
        }

        await gate.WriteAsync(WritePriority.Stage, write => SaveAsync(write, chain, next, found, final), cancellationToken);
        return Math.Max(1, next.Length);
    }

    /// <summary>The blocks that follow <paramref name="head"/> one upon the other; the rest waits for the next run.</summary>
    private static Block[] Continue(Block head, IReadOnlyList<Block?> blocks)
    {
        List<Block> chained = [];
        Block last = head;
        foreach (Block? block in blocks.Skip(1))
        {
            if (block is null || block.ParentHash != last.Hash)
            {
                break;
            }

            chained.Add(block);
            last = block;
        }

        return [.. chained];
    }

    private async Task<long> FinalNumberAsync(long newest, long head, CancellationToken cancellationToken)
    {
        long confirmed = newest - options.Confirmations;
        long final = options.Finality == FinalityRule.FinalizedTag
            ? await FinalizedAsync(cancellationToken) ?? confirmed
            : confirmed;
        return Math.Min(final, head);
    }

    /// <summary>The block that the node calls finalized, -1 while it has none; null when it does not know the tag, so that confirmations count.</summary>
    private async Task<long?> FinalizedAsync(CancellationToken cancellationToken)
    {
        try
        {
            Block? block = await node.GetBlockAsync(BlockTag.Finalized, cancellationToken);
            return block?.Number ?? -1;
        }
        catch (RpcRefusedException refused)
        {
            if (!toldOfMissingTag)
            {
                toldOfMissingTag = true;
                logger.LogWarning(
                    "The node does not know the block tag finalized ({Answer}): blocks are final after {Confirmations} confirmations, as Chain:Confirmations says",
                    refused.Error.Message, options.Confirmations);
            }

            return null;
        }
    }

    private async Task<ChainRow> LoadAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<ChainRow>().SingleAsync(row => row.ChainId == options.ChainId, cancellationToken);
    }

    private async Task SaveAsync(WriteTransaction write, ChainRow chain, Block[] blocks, IReadOnlyList<LogEntry> found, long final)
    {
        if (blocks.Length > 0)
        {
            await SaveBlocksAsync(write, blocks);
            await SaveEventsAsync(write, blocks, found);
            chain.HeadNumber = blocks[^1].Number;
            chain.HeadHash = blocks[^1].Hash.ToArray();
        }

        // Blocks that are read once more may hold events that are final already.
        if (final > chain.FinalNumber || blocks.Length > 0)
        {
            chain.FinalNumber = Math.Max(final, chain.FinalNumber);
            long upTo = Math.Min(chain.FinalNumber, chain.HeadNumber);
            ChainEventRow[] nowFinal = await write.Db.Set<ChainEventRow>()
                .Where(row => row.ChainId == options.ChainId && row.IsCanonical && !row.IsFinal && row.BlockNumber <= upTo)
                .ToArrayAsync(write.CancellationToken);
            foreach (ChainEventRow row in nowFinal)
            {
                row.IsFinal = true;
            }

            write.Update([.. nowFinal], nameof(ChainEventRow.IsFinal));
        }

        write.UpdateOne(chain, nameof(ChainRow.HeadNumber), nameof(ChainRow.HeadHash), nameof(ChainRow.FinalNumber));
    }

    private async Task SaveBlocksAsync(WriteTransaction write, Block[] blocks)
    {
        long first = blocks[0].Number;
        ChainBlockRow[] seen = await write.Db.Set<ChainBlockRow>()
            .Where(row => row.ChainId == options.ChainId && row.Number >= first)
            .ToArrayAsync(write.CancellationToken);
        foreach (Block block in blocks)
        {
            byte[] hash = block.Hash.ToArray();
            // A block may come back after a fork that has itself been undone.
            ChainBlockRow? again = seen.FirstOrDefault(row => row.Hash.AsSpan().SequenceEqual(hash));
            if (again is not null)
            {
                again.IsCanonical = true;
                write.UpdateOne(again, nameof(ChainBlockRow.IsCanonical));
                continue;
            }

            write.InsertOne(new ChainBlockRow
            {
                ChainId = options.ChainId,
                Number = block.Number,
                Hash = hash,
                ParentHash = block.ParentHash.ToArray(),
                TimestampSeconds = block.Timestamp,
                IsCanonical = true,
            });
        }
    }

    private async Task SaveEventsAsync(WriteTransaction write, Block[] blocks, IReadOnlyList<LogEntry> found)
    {
        Dictionary<Hash32, Block> byHash = blocks.ToDictionary(block => block.Hash);
        long first = blocks[0].Number;
        ChainEventRow[] seen = await write.Db.Set<ChainEventRow>()
            .Where(row => row.ChainId == options.ChainId && row.BlockNumber >= first)
            .ToArrayAsync(write.CancellationToken);
        foreach (LogEntry log in found)
        {
            byte[] blockHash = log.BlockHash.ToArray();
            ChainEventRow? again = seen.FirstOrDefault(
                row => row.LogIndex == log.LogIndex && row.BlockHash.AsSpan().SequenceEqual(blockHash));
            if (again is not null)
            {
                again.IsCanonical = true;
                write.UpdateOne(again, nameof(ChainEventRow.IsCanonical));
            }
            else if (ChainLogs.Decode(log) is { } decoded)
            {
                write.InsertOne(new ChainEventRow
                {
                    ChainId = options.ChainId,
                    BlockNumber = log.BlockNumber,
                    BlockHash = blockHash,
                    LogIndex = log.LogIndex,
                    TransactionHash = log.TransactionHash.ToArray(),
                    Contract = log.Address.ToArray(),
                    Name = decoded.Name,
                    Topic1 = log.Topics.Count > 1 ? log.Topics[1].ToArray() : null,
                    Topic2 = log.Topics.Count > 2 ? log.Topics[2].ToArray() : null,
                    Arguments = decoded.Arguments,
                    TimestampSeconds = byHash[log.BlockHash].Timestamp,
                    IsCanonical = true,
                    IsFinal = false,
                    IsTaken = false,
                });
            }
        }
    }
}
