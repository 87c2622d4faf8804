using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Chain;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Payouts;
using RetoRewards.Domain.Rewards;
using RetoRewards.Ledger;
using RetoRewards.Payouts;
using RetoRewards.Persistence;
using RetoRewards.Rewards;

namespace RetoRewards.Settlements;

/// <summary>Corrects what was posted for batches that a fork took away after they counted as final, by new ledger transactions.</summary>
/// <remarks>A batch of ours is on its way again and its bytes are sent again; a run that was taken over is given up until it comes back.</remarks>
internal sealed class UndoForkedPayments(
    IDbContextFactory<RetoDbContext> contexts,
    WriteGate gate,
    IOptions<ChainOptions> options,
    TimeProvider clock,
    ILogger<UndoForkedPayments> logger) : IStage
{
    /// <summary>Most events looked at in one run.</summary>
    private const int MaxEvents = 64;

    private readonly long chainId = options.Value.ChainId;

    public bool UsesNode => false;

    /// <returns>How many payments were undone.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        ChainEventRow[] gone = await ChainEvents.ForkedAway(db, chainId, ChainEvents.BatchPaid).Take(MaxEvents).ToArrayAsync(cancellationToken);
        // The newest first, as they were built one upon the other.
        foreach (ChainEventRow row in gone.Reverse())
        {
            await gate.WriteAsync(WritePriority.Stage, write => UndoAsync(write, row), cancellationToken);
        }

        return gone.Length;
    }

    /// <summary>How often the batch was final and then forked away.</summary>
    public static Task<int> TimesAsync(WriteTransaction write, PayoutBatchRow batch) => LedgerBook.CountAsync(
        write, batch.CampaignId, TransactionKind.BatchFinalUndone, $"batch-final:{batch.PayoutBatchId}");

    private async Task UndoAsync(WriteTransaction write, ChainEventRow gone)
    {
        byte[] tag = gone.Topic2!;
        PayoutBatchRow? batch = await write.Db.Set<PayoutBatchRow>().SingleOrDefaultAsync(row => row.Tag == tag, write.CancellationToken);
        bool paidAgain = await ChainEvents.PaymentAsync(write.Db, chainId, tag, write.CancellationToken) is not null;
        if (batch is { State: PayoutBatchState.Final } && !paidAgain)
        {
            DateTimeOffset now = clock.GetUtcNow();
            ForeignRunRow? run = await write.Db.Set<ForeignRunRow>()
                .SingleOrDefaultAsync(row => row.PayoutBatchId == batch.PayoutBatchId, write.CancellationToken);
            await (run is null ? UndoOwnAsync(write, batch, now) : ForeignRunBook.UndoAsync(write, batch, run, now));
            logger.LogError(
                "Batch {BatchId} of campaign {CampaignId} was paid in block {BlockNumber}, which counted as final and was forked away: the ledger was corrected",
                batch.PayoutBatchId, batch.CampaignId, gone.BlockNumber);
        }

        ChainEvents.Forget(write, [gone]);
    }

    private static async Task UndoOwnAsync(WriteTransaction write, PayoutBatchRow batch, DateTimeOffset now)
    {
        PayoutLineRow[] lines = await write.Db.Set<PayoutLineRow>()
            .Where(row => row.PayoutBatchId == batch.PayoutBatchId).OrderBy(row => row.RewardNumber).ToArrayAsync(write.CancellationToken);
        RewardId[] ids = [.. lines.Select(line => line.RewardId)];
        RewardRow[] rewards = await write.Db.Set<RewardRow>().Where(row => ids.Contains(row.RewardId)).ToArrayAsync(write.CancellationToken);
        LedgerTransaction? undone = PayoutPlanner.FinalUndone(
            batch.CampaignId,
            batch.PayoutBatchId,
            lines.Select(line => new PlannedReward(
                (ulong)line.RewardNumber, line.RewardId, line.ParticipantId, line.Wallet, line.Netted, line.Paid)),
            now,
            await TimesAsync(write, batch));
        await LedgerBook.PostAsync(write, undone is null ? [] : [undone]);
        RewardStates.Advance(write, rewards, RewardState.InFlight);
        PayoutBatchStates.Advance(write, batch, PayoutBatchState.Sent, now);
    }
}
