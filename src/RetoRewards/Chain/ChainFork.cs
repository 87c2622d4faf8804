using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Observability;
using RetoRewards.Persistence;

namespace RetoRewards.Chain;

/// <summary>Undoes blocks that are no longer on the chain, back to the last one that still is.</summary>
internal sealed class ChainFork(
    IEthereumNode node,
    ChainIdentity identity,
    IDbContextFactory<RetoDbContext> contexts,
    WriteGate gate,
    Alarms alarms,
    IOptions<ChainOptions> options,
    TimeProvider clock,
    ILogger<ChainFork> logger)
{
    /// <summary>Blocks that are compared in one request.</summary>
    private const int Window = 32;

    private readonly ChainOptions options = options.Value;

    /// <returns>How many blocks were undone.</returns>
    /// <exception cref="ChainRefusedException">It is another chain altogether.</exception>
    public async Task<int> UndoAsync(ChainRow chain, CancellationToken cancellationToken)
    {
        // A restarted local node looks like a very deep fork; its first block tells.
        await identity.CheckAsync(cancellationToken);
        ChainBlockRow common = await LastCommonAsync(chain, cancellationToken);
        if (common.Number == chain.HeadNumber)
        {
            return 0;
        }

        int undone = await gate.WriteAsync(WritePriority.Stage, write => SaveAsync(write, chain, common), cancellationToken);
        logger.LogWarning(
            "The chain forked: {Blocks} blocks behind block {BlockNumber} were undone", undone, common.Number);
        return undone;
    }

    private async Task<ChainBlockRow> LastCommonAsync(ChainRow chain, CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        long top = chain.HeadNumber;
        while (true)
        {
            ChainBlockRow[] stored = await db.Set<ChainBlockRow>()
                .Where(row => row.ChainId == options.ChainId && row.IsCanonical && row.Number <= top)
                .OrderByDescending(row => row.Number)
                .Take(Window)
                .ToArrayAsync(cancellationToken);
            if (stored.Length == 0)
            {
                throw new ChainRefusedException(
                    "None of the blocks that this database has followed is on the node's chain any more. Ask another node.");
            }

            long first = stored[^1].Number;
            IReadOnlyList<Block?> now = await node.GetBlocksAsync(first, (int)(top - first + 1), cancellationToken);
            ChainBlockRow? common = stored.FirstOrDefault(
                row => now[(int)(row.Number - first)] is { } block && block.Hash.ToArray().AsSpan().SequenceEqual(row.Hash));
            if (common is not null)
            {
                return common;
            }

            top = first - 1;
        }
    }

    private async Task<int> SaveAsync(WriteTransaction write, ChainRow chain, ChainBlockRow common)
    {
        ChainBlockRow[] blocks = await write.Db.Set<ChainBlockRow>()
            .Where(row => row.ChainId == options.ChainId && row.IsCanonical && row.Number > common.Number)
            .ToArrayAsync(write.CancellationToken);
        ChainEventRow[] events = await write.Db.Set<ChainEventRow>()
            .Where(row => row.ChainId == options.ChainId && row.IsCanonical && row.BlockNumber > common.Number)
            .ToArrayAsync(write.CancellationToken);
        ChainTransactionRow[] transactions = await write.Db.Set<ChainTransactionRow>()
            .Where(row => row.BlockNumber > common.Number
                && (row.State == ChainTransactionState.Mined || row.State == ChainTransactionState.Final))
            .ToArrayAsync(write.CancellationToken);

        await RecordAsync(write, chain, common);
        foreach (ChainBlockRow block in blocks)
        {
            block.IsCanonical = false;
        }

        foreach (ChainEventRow gone in events)
        {
            gone.IsCanonical = false;
        }

        foreach (ChainTransactionRow transaction in transactions)
        {
            transaction.State = ChainTransactionState.Sent;
            transaction.BlockNumber = null;
            transaction.BlockHash = null;
            transaction.Succeeded = null;
            transaction.RevertedBecause = null;
            transaction.GasUsed = null;
            transaction.EffectiveGasPriceWei = null;
            // Nobody may have it any more: it is due to be sent again at once.
            transaction.LastSentAt = null;
            transaction.LastSentBlock = null;
        }

        write.Update([.. blocks], nameof(ChainBlockRow.IsCanonical));
        write.Update([.. events], nameof(ChainEventRow.IsCanonical));
        write.Update([.. transactions], [.. TransactionMarks.All, nameof(ChainTransactionRow.LastSentAt), nameof(ChainTransactionRow.LastSentBlock)]);
        chain.HeadNumber = common.Number;
        chain.HeadHash = common.Hash;
        chain.FinalNumber = Math.Min(chain.FinalNumber, common.Number);
        write.UpdateOne(chain, nameof(ChainRow.HeadNumber), nameof(ChainRow.HeadHash), nameof(ChainRow.FinalNumber));
        return blocks.Length;
    }

    /// <summary>A fork deeper than what counted as final calls a person; the rooms correct what they posted by new transactions.</summary>
    private async Task RecordAsync(WriteTransaction write, ChainRow chain, ChainBlockRow common)
    {
        long last = await write.Db.Set<ChainForkRow>().MaxAsync(row => (long?)row.ChainForkId, write.CancellationToken) ?? 0;
        write.InsertOne(new ChainForkRow
        {
            ChainForkId = last + 1,
            ChainId = options.ChainId,
            CommonBlock = common.Number,
            LeftBlock = chain.HeadNumber,
            FinalBlock = chain.FinalNumber,
            SeenAt = clock.GetUtcNow(),
        });
        if (common.Number < chain.FinalNumber)
        {
            await alarms.RaiseAsync(write, AlarmNames.DeepFork, $"chain:{options.ChainId}",
                $"The chain forked at block {common.Number}, deeper than block {chain.FinalNumber}, which counted as final. "
                + "What was posted for the lost blocks is corrected by new ledger transactions. Raise Chain:Confirmations.");
        }
    }
}
