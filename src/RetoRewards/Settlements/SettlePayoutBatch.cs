using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Chain;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Payouts;
using RetoRewards.Domain.Rewards;
using RetoRewards.Ledger;
using RetoRewards.Payouts;
using RetoRewards.Observability;
using RetoRewards.Persistence;
using RetoRewards.Rewards;

namespace RetoRewards.Settlements;

/// <summary>Ends batches: paid when a final event carries the batch's tag, void when it is final that none ever will.</summary>
/// <remarks>What is mined but not final is marked and not posted. One batch a commit, since a batch has many rewards.</remarks>
internal sealed class SettlePayoutBatch(
    IDbContextFactory<RetoDbContext> contexts,
    WriteGate gate,
    IOptions<ChainOptions> options,
    TimeProvider clock,
    ILogger<SettlePayoutBatch> logger) : IStage
{
    /// <summary>Most batches looked at in one run.</summary>
    private const int MaxBatches = 64;

    private readonly long chainId = options.Value.ChainId;

    public bool UsesNode => false;

    /// <returns>How many batches changed.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        int changed = 0;
        List<PayoutBatchId> contradicted = [];
        foreach ((PayoutBatchRow batch, PayoutBatchState? decided) in await ChangesAsync(cancellationToken))
        {
            if (decided is not { } state)
            {
                contradicted.Add(batch.PayoutBatchId);
                continue;
            }

            if (!await gate.WriteAsync(WritePriority.Stage, write => SettleAsync(write, batch, state), cancellationToken))
            {
                continue;
            }

            logger.LogInformation("Batch {BatchId} of campaign {CampaignId} is {State}", batch.PayoutBatchId, batch.CampaignId, state);
            Failpoint.Pass("settle-after-commit");
            changed++;
        }

        // Told after the others are settled: one node's gap must not hold up every campaign.
        return contradicted.Count == 0
            ? changed
            : throw new InvalidOperationException(
                $"The transaction of batch {contradicted[0]} succeeded and is final, and no event carries its tag. "
                + "The node's logs are incomplete, or it lied.");
    }

    /// <summary>What the chain's rows say about each batch that is not settled; null where they contradict one another.</summary>
    private async Task<List<(PayoutBatchRow Batch, PayoutBatchState? State)>> ChangesAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        PayoutBatchRow[] open = await MovableAsync(db, cancellationToken);
        long[] ids = [.. open.Where(row => row.ChainTransactionId != null).Select(row => row.ChainTransactionId!.Value)];
        Dictionary<long, ChainTransactionRow> transactions = await db.Set<ChainTransactionRow>()
            .Where(row => ids.Contains(row.ChainTransactionId))
            .ToDictionaryAsync(row => row.ChainTransactionId, cancellationToken);

        List<(PayoutBatchRow, PayoutBatchState?)> changes = [];
        foreach (PayoutBatchRow batch in open)
        {
            ChainTransactionRow? transaction = batch.ChainTransactionId is { } id ? transactions[id] : null;
            bool paid = (transaction is null || IsOver(transaction))
                && await ChainEvents.PaymentAsync(db, chainId, batch.Tag, cancellationToken) is not null;
            PayoutBatchState? state = paid ? PayoutBatchState.Final : await StateAsync(db, batch, transaction, cancellationToken);
            if (state != batch.State)
            {
                changes.Add((batch, state));
            }
        }

        return changes;
    }

    /// <summary>Open batches whose rows say that they may be elsewhere than they stand; those that wait for somebody take no place here.</summary>
    /// <remarks>A condition too wide costs a place of <see cref="MaxBatches"/>, one too narrow leaves a batch unsettled for ever: it names the
    /// same cases as <see cref="StateAsync"/>.</remarks>
    private Task<PayoutBatchRow[]> MovableAsync(RetoDbContext db, CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        DbSet<PayoutBatchRow> all = db.Set<PayoutBatchRow>();
        return all
            .Where(row => row.State != PayoutBatchState.Final && row.State != PayoutBatchState.Void)
            .Where(row => row.ChainTransactionId == null
                ? row.ValidUntil < now
                    || row.HeldCode == PayoutBatchHold.LimitsChanged || row.HeldCode == PayoutBatchHold.WalletsSetApart
                    || all.Any(before => before.Tag == row.PreviousTag && before.State == PayoutBatchState.Void)
                    || all.Any(other => other.CampaignId == row.CampaignId && other.PreviousTag == row.PreviousTag
                        && other.PayoutBatchId != row.PayoutBatchId && other.State == PayoutBatchState.Final)
                    || db.Set<ChainEventRow>().Any(paid => paid.Topic2 == row.Tag && paid.ChainId == chainId
                        && paid.Name == ChainEvents.BatchPaid && paid.IsFinal && paid.IsCanonical)
                : db.Set<ChainTransactionRow>().Any(transaction => transaction.ChainTransactionId == row.ChainTransactionId
                    && (transaction.State == ChainTransactionState.Final || transaction.State == ChainTransactionState.Superseded
                        || (transaction.State == ChainTransactionState.Signed && row.State != PayoutBatchState.Signed && row.State != PayoutBatchState.Sent)
                        || (transaction.State == ChainTransactionState.Sent && row.State != PayoutBatchState.Sent)
                        || (transaction.State == ChainTransactionState.Mined && row.State != PayoutBatchState.Mined))))
            .OrderBy(row => row.CampaignId).ThenBy(row => row.Ordinal)
            .Take(MaxBatches)
            .ToArrayAsync(cancellationToken);
    }

    private static bool IsOver(ChainTransactionRow transaction) =>
        transaction.State is ChainTransactionState.Final or ChainTransactionState.Superseded;

    /// <summary>Where a batch stands that no final event pays; null when the chain both did and did not pay it.</summary>
    private async Task<PayoutBatchState?> StateAsync(
        RetoDbContext db, PayoutBatchRow batch, ChainTransactionRow? transaction, CancellationToken cancellationToken) =>
        transaction?.State switch
        {
            null => PayoutBatchStates.IsDropped(batch, clock.GetUtcNow()) || await FollowsVoidAsync(db, batch, cancellationToken)
                    || await IsOvertakenAsync(db, batch, cancellationToken)
                ? PayoutBatchState.Void
                : batch.State,
            // Signed anew to replace it: its bytes are not out yet, and the earlier ones still are.
            ChainTransactionState.Signed => batch.State is PayoutBatchState.Sent or PayoutBatchState.Mined
                ? PayoutBatchState.Sent
                : PayoutBatchState.Signed,
            ChainTransactionState.Sent => PayoutBatchState.Sent,
            ChainTransactionState.Mined => PayoutBatchState.Mined,
            // It reverted, or its nonce went to another transaction: final, and never to be mined.
            ChainTransactionState.Superseded => PayoutBatchState.Void,
            ChainTransactionState.Final => transaction.Succeeded == false
                ? PayoutBatchState.Void
                : null,
            _ => throw new InvalidOperationException($"No such state: {transaction.State}."),
        };

    private static Task<bool> FollowsVoidAsync(RetoDbContext db, PayoutBatchRow batch, CancellationToken cancellationToken) =>
        db.Set<PayoutBatchRow>().AnyAsync(
            row => row.Tag == batch.PreviousTag && row.State == PayoutBatchState.Void, cancellationToken);

    /// <summary>Whether a run that another copy of the service sent has taken the place of this one, which has no nonce yet.</summary>
    private static Task<bool> IsOvertakenAsync(RetoDbContext db, PayoutBatchRow batch, CancellationToken cancellationToken) =>
        db.Set<PayoutBatchRow>().AnyAsync(
            row => row.CampaignId == batch.CampaignId && row.PreviousTag == batch.PreviousTag
                && row.PayoutBatchId != batch.PayoutBatchId && row.State == PayoutBatchState.Final,
            cancellationToken);

    /// <returns>False when the batch has moved on since it was looked at: signed while it was about to be dropped, say.</returns>
    private async Task<bool> SettleAsync(WriteTransaction write, PayoutBatchRow seen, PayoutBatchState state)
    {
        DateTimeOffset now = clock.GetUtcNow();
        PayoutBatchRow batch = await write.Db.Set<PayoutBatchRow>()
            .SingleAsync(row => row.PayoutBatchId == seen.PayoutBatchId, write.CancellationToken);
        if (batch.State != seen.State || batch.ChainTransactionId != seen.ChainTransactionId)
        {
            return false;
        }

        if (batch.State == PayoutBatchState.AwaitingAttestation && state == PayoutBatchState.Void && batch.ValidUntil < now)
        {
            logger.LogError(
                AlarmEvents.AttestationMissed, "Batch {BatchId} of campaign {CampaignId} expired without its attestation and is planned again",
                batch.PayoutBatchId, batch.CampaignId);
        }

        if (state is PayoutBatchState.Final or PayoutBatchState.Void)
        {
            await PostAsync(write, batch, state, now);
        }

        PayoutBatchStates.Advance(write, batch, state, now);
        Failpoint.Pass("settle-before-commit");
        return true;
    }

    private static async Task PostAsync(WriteTransaction write, PayoutBatchRow batch, PayoutBatchState state, DateTimeOffset now)
    {
        PayoutLineRow[] lines = await write.Db.Set<PayoutLineRow>()
            .Where(row => row.PayoutBatchId == batch.PayoutBatchId)
            .OrderBy(row => row.RewardNumber)
            .ToArrayAsync(write.CancellationToken);
        RewardId[] ids = [.. lines.Select(line => line.RewardId)];
        RewardRow[] rewards = await write.Db.Set<RewardRow>().Where(row => ids.Contains(row.RewardId)).ToArrayAsync(write.CancellationToken);
        PlannedReward[] planned =
        [
            .. lines.Select(line => new PlannedReward(
                (ulong)line.RewardNumber, line.RewardId, line.ParticipantId, line.Wallet, line.Netted, line.Paid)),
        ];

        if (state == PayoutBatchState.Final)
        {
            RewardStates.Advance(write, rewards, RewardState.Paid);
            LedgerTransaction? paid = PayoutPlanner.Final(
                batch.CampaignId, batch.PayoutBatchId, planned, now, await UndoForkedPayments.TimesAsync(write, batch));
            await LedgerBook.PostAsync(write, paid is null ? [] : [paid]);
            return;
        }

        Dictionary<ParticipantId, TokenAmount> debts = await DebtsAsync(write, batch.CampaignId, planned);
        Dictionary<RewardId, RewardRow> byId = rewards.ToDictionary(row => row.RewardId);
        IReadOnlyList<TokenAmount> due = PayoutPlanner.DueAfterVoid(planned, id => byId[id].Net, who => debts.GetValueOrDefault(who));
        RewardStates.GiveBack(write, [.. planned.Select((line, index) => (byId[line.Id], due[index]))]);
        await LedgerBook.PostAsync(write, PayoutPlanner.Void(
            batch.CampaignId, batch.PayoutBatchId, planned, who => debts.GetValueOrDefault(who), now));
    }

    private static async Task<Dictionary<ParticipantId, TokenAmount>> DebtsAsync(
        WriteTransaction write, CampaignId campaign, PlannedReward[] planned)
    {
        Dictionary<string, ParticipantId> names = planned.Select(line => line.Participant).Distinct()
            .ToDictionary(who => AccountName.Debt(campaign, who).ToString());
        string[] texts = [.. names.Keys];
        LedgerAccountRow[] rows = await write.Db.Set<LedgerAccountRow>()
            .Where(row => row.CampaignId == campaign && texts.Contains(row.Name))
            .ToArrayAsync(write.CancellationToken);
        return rows.ToDictionary(row => names[row.Name], row => row.Balance.Shortfall());
    }
}
