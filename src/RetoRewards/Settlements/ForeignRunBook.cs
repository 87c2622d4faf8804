using System.Globalization;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Chain.Batches;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Payouts;
using RetoRewards.Domain.Rewards;
using RetoRewards.Ledger;
using RetoRewards.Participants;
using RetoRewards.Payouts;
using RetoRewards.Persistence;
using RetoRewards.Rewards;

namespace RetoRewards.Settlements;

/// <summary>Books runs that this database did not plan: rewards that are known become paid, the rest stands in <c>unidentified</c>.</summary>
internal static class ForeignRunBook
{
    /// <summary>Keeps the run as a final batch and posts it.</summary>
    /// <returns>False when the budget does not hold what nobody here knows; nothing is written then.</returns>
    public static async Task<bool> ImportAsync(WriteTransaction write, ForeignRun run, DateTimeOffset now)
    {
        byte[] tag = run.Event.Topic2!;
        PayoutBatchRow? before = await write.Db.Set<PayoutBatchRow>().SingleOrDefaultAsync(row => row.Tag == tag, write.CancellationToken);
        ForeignRunRow? runBefore = before is null ? null : await write.Db.Set<ForeignRunRow>()
            .SingleOrDefaultAsync(row => row.PayoutBatchId == before.PayoutBatchId, write.CancellationToken);
        PayoutBatchRow batch = before ?? run.ToBatch(await NextOrdinalAsync(write, run.Campaign), now);
        ForeignRunRow row = runBefore ?? run.ToRun(batch.PayoutBatchId, now);

        ForeignRewardRow[] settled = await NotSettledBeforeAsync(write, run, batch.PayoutBatchId);
        Identified known = await IdentifyAsync(write, batch, settled);
        TokenAmount unknown = batch.Total - known.Paid;
        if (await BudgetAsync(write, run.Campaign) + known.Over < unknown)
        {
            return false;
        }

        if (before is null)
        {
            ForeignRuns.Insert(write, batch, row);
        }
        else if (runBefore is null)
        {
            // Given up as void, so its rewards went back; those still here are identified anew.
            ForeignRuns.DeleteLines(write, await LinesAsync(write, batch.PayoutBatchId));
            ForeignRuns.Revive(write, batch, row, now);
        }
        else
        {
            row.BlockNumber = run.Event.BlockNumber;
            row.TransactionHash = run.Event.TransactionHash;
            ForeignRuns.PaidAgain(write, batch, row, now);
        }

        ForeignRewards.Insert(write, settled);
        await PostAsync(write, batch, row, known, TokenAmount.Zero, TokenAmount.Zero, now);
        if (!unknown.IsZero)
        {
            await LedgerBook.PostAsync(
                write, [LedgerTransaction.PaymentUnidentified(run.Campaign, Reference(row, "rest"), now, unknown)]);
        }

        return true;
    }

    /// <summary>Identifies payable rewards that a run imported before has settled.</summary>
    public static async Task IdentifyLateAsync(
        WriteTransaction write, PayoutBatchRow batch, IReadOnlyList<ForeignRewardRow> rows, DateTimeOffset now)
    {
        ForeignRunRow run = await write.Db.Set<ForeignRunRow>()
            .SingleAsync(row => row.PayoutBatchId == batch.PayoutBatchId, write.CancellationToken);
        Identified known = await IdentifyAsync(write, batch, rows);
        TokenAmount releasedBefore = known.Settled.Aggregate(TokenAmount.Zero, (sum, row) => sum + row.Released);
        await PostAsync(
            write,
            batch,
            run,
            known,
            known.Paid.SubtractDownToZero(releasedBefore),
            releasedBefore.SubtractDownToZero(known.Paid),
            now);
    }

    /// <summary>Takes back a run that was forked away after it counted as final.</summary>
    public static async Task UndoAsync(WriteTransaction write, PayoutBatchRow batch, ForeignRunRow run, DateTimeOffset now)
    {
        PayoutLineRow[] lines = await LinesAsync(write, batch.PayoutBatchId);
        ForeignRewardRow[] settled = await write.Db.Set<ForeignRewardRow>()
            .Where(row => row.PayoutBatchId == batch.PayoutBatchId).ToArrayAsync(write.CancellationToken);
        RewardRow[] rewards = await RewardsAsync(write, [.. lines.Select(line => line.RewardId)]);
        ParticipantAmount[] paid = [.. lines.GroupBy(line => line.ParticipantId)
            .Select(group => new ParticipantAmount(group.Key, group.Aggregate(TokenAmount.Zero, (sum, line) => sum + line.Paid)))
            .Where(one => !one.Amount.IsZero)];
        string reference = Reference(run, "undone");
        if (paid.Length > 0)
        {
            await LedgerBook.PostAsync(write,
            [
                LedgerTransaction.BatchFinalUndone(batch.CampaignId, batch.PayoutBatchId, reference, now, paid),
                LedgerTransaction.BatchVoid(batch.CampaignId, batch.PayoutBatchId, reference, now, paid),
            ]);
        }

        TokenAmount released = settled.Where(row => row.RewardId is null).Aggregate(TokenAmount.Zero, (sum, row) => sum + row.Released);
        TokenAmount rest = batch.Total - paid.Aggregate(TokenAmount.Zero, (sum, one) => sum + one.Amount) - released;
        if (!rest.IsZero)
        {
            await LedgerBook.PostAsync(write, [LedgerTransaction.UnidentifiedUndone(batch.CampaignId, reference, now, rest)]);
        }

        RewardStates.Advance(write, rewards, RewardState.InFlight);
        Dictionary<RewardId, TokenAmount> paidOf = lines.ToDictionary(line => line.RewardId, line => line.Paid);
        RewardStates.GiveBack(write, [.. rewards.Select(reward => (reward, paidOf[reward.RewardId]))]);
        ForeignRuns.DeleteLines(write, lines);
        ForeignRewards.Forget(write, settled);
        ForeignRuns.Undo(write, batch, run, now);
    }

    private static string Reference(ForeignRunRow run, string what) => $"run:{run.PayoutBatchId}:{run.Undone}:{what}";

    private static async Task<long> NextOrdinalAsync(WriteTransaction write, CampaignId campaign) =>
        1 + (await write.Db.Set<PayoutBatchRow>().Where(row => row.CampaignId == campaign)
            .MaxAsync(row => (long?)row.Ordinal, write.CancellationToken) ?? 0);

    /// <summary>What the run settled, but for fingerprints that an earlier run settled: that would be a payment made twice, and stays unidentified.</summary>
    private static async Task<ForeignRewardRow[]> NotSettledBeforeAsync(WriteTransaction write, ForeignRun run, PayoutBatchId batch)
    {
        ForeignRewardRow[] all = [.. run.ToRewards(batch).DistinctBy(row => row.Fingerprint)];
        long[] fingerprints = [.. all.Select(row => row.Fingerprint)];
        CampaignId campaign = run.Campaign;
        HashSet<long> known = [.. await write.Db.Set<ForeignRewardRow>()
            .Where(row => row.CampaignId == campaign && fingerprints.Contains(row.Fingerprint))
            .Select(row => row.Fingerprint).ToArrayAsync(write.CancellationToken)];
        return [.. all.Where(row => !known.Contains(row.Fingerprint))];
    }

    private static async Task<Identified> IdentifyAsync(
        WriteTransaction write, PayoutBatchRow batch, IReadOnlyList<ForeignRewardRow> settled)
    {
        long[] fingerprints = [.. settled.Select(row => row.Fingerprint)];
        CampaignId campaign = batch.CampaignId;
        RewardRow[] rewards = await write.Db.Set<RewardRow>()
            .Where(row => row.CampaignId == campaign && fingerprints.Contains(row.Fingerprint) && (row.State == RewardState.Payable || row.State == RewardState.Pending))
            .ToArrayAsync(write.CancellationToken);
        if (rewards.Length == 0)
        {
            return new Identified([], [], []);
        }

        Dictionary<long, RewardRow> byFingerprint = rewards.ToDictionary(row => row.Fingerprint);
        ILookup<ParticipantId, WalletAddress> wallets = await WalletsAsync(write, [.. rewards.Select(row => row.ParticipantId).Distinct()]);
        IReadOnlyList<IdentifiedReward> identified = RunIdentification.Identify(
            settled.Where(row => byFingerprint.ContainsKey(row.Fingerprint)).Select(row => Known(row, byFingerprint[row.Fingerprint], wallets)),
            await RestAsync(write, batch));
        return new Identified(identified, rewards, [.. settled.Where(row => byFingerprint.ContainsKey(row.Fingerprint))]);
    }

    private static KnownReward Known(ForeignRewardRow row, RewardRow reward, ILookup<ParticipantId, WalletAddress> wallets) => new(
        (ulong)row.RewardNumber,
        reward.RewardId,
        reward.ParticipantId,
        [.. wallets[reward.ParticipantId]],
        reward.Due,
        row is { StatedWallet: { } wallet, StatedPaid: { } paid } ? new StatedPayment(wallet, paid) : null);

    private static async Task<ILookup<ParticipantId, WalletAddress>> WalletsAsync(WriteTransaction write, ParticipantId[] participants) =>
        (await write.Db.Set<WalletRow>().Where(row => participants.Contains(row.ParticipantId))
            .OrderByDescending(row => row.Ordinal).ToArrayAsync(write.CancellationToken))
        .ToLookup(row => row.ParticipantId, row => row.Address);

    /// <summary>What of each of the run's words no reward has been given.</summary>
    private static async Task<Dictionary<WalletAddress, TokenAmount>> RestAsync(WriteTransaction write, PayoutBatchRow batch)
    {
        Dictionary<WalletAddress, TokenAmount> rest = [];
        foreach (PayoutWord word in PayBatch.ReadWords(batch.Words))
        {
            rest[word.Wallet] = rest.GetValueOrDefault(word.Wallet) + word.Amount;
        }

        // The lines of a void batch gave nobody anything.
        foreach (PayoutLineRow line in batch.State == PayoutBatchState.Void ? [] : await LinesAsync(write, batch.PayoutBatchId))
        {
            rest[line.Wallet] = rest.GetValueOrDefault(line.Wallet) - line.Paid;
        }

        return rest;
    }

    private static async Task PostAsync(
        WriteTransaction write,
        PayoutBatchRow batch,
        ForeignRunRow run,
        Identified known,
        TokenAmount released,
        TokenAmount returned,
        DateTimeOffset now)
    {
        if (known.Rewards.Count == 0)
        {
            return;
        }

        string reference = Reference(run, known.Rewards[0].Reward.Number.ToString(CultureInfo.InvariantCulture));
        await LedgerBook.PostAsync(
            write, PayoutPlanner.Identified(batch.CampaignId, batch.PayoutBatchId, known.Rewards, known.OnHold, released, returned, reference, now));
        RewardStates.Advance(write, [.. known.Rows.Where(row => row.State == RewardState.Pending)], RewardState.Payable);
        RewardStates.Advance(write, known.Rows, RewardState.InFlight);
        RewardStates.Advance(write, known.Rows, RewardState.Paid);
        Dictionary<long, RewardId> ids = known.Rewards.ToDictionary(one => (long)one.Reward.Number, one => one.Reward.Id);
        foreach (ForeignRewardRow row in known.Settled)
        {
            ForeignRewards.Identify(write, row, ids[row.RewardNumber]);
        }

        ForeignRuns.InsertLines(write, [.. known.Rewards.Select(one => new PayoutLineRow
        {
            PayoutBatchId = batch.PayoutBatchId,
            RewardNumber = (long)one.Reward.Number,
            RewardId = one.Reward.Id,
            ParticipantId = one.Reward.Participant,
            Wallet = one.Reward.Wallet,
            Netted = TokenAmount.Zero,
            Paid = one.Reward.Paid,
        })]);
    }

    private static async Task<TokenAmount> BudgetAsync(WriteTransaction write, CampaignId campaign)
    {
        string name = AccountName.Budget(campaign).ToString();
        LedgerBalance balance = await write.Db.Set<LedgerAccountRow>()
            .Where(row => row.CampaignId == campaign && row.Name == name)
            .Select(row => row.Balance)
            .SingleOrDefaultAsync(write.CancellationToken);
        return balance.ToAmount();
    }

    private static Task<PayoutLineRow[]> LinesAsync(WriteTransaction write, PayoutBatchId batch) =>
        write.Db.Set<PayoutLineRow>().Where(row => row.PayoutBatchId == batch)
            .OrderBy(row => row.RewardNumber).ToArrayAsync(write.CancellationToken);

    private static Task<RewardRow[]> RewardsAsync(WriteTransaction write, RewardId[] ids) =>
        write.Db.Set<RewardRow>().Where(row => ids.Contains(row.RewardId)).ToArrayAsync(write.CancellationToken);

    /// <summary>Rewards of a run that are known here.</summary>
    private sealed record Identified(IReadOnlyList<IdentifiedReward> Rewards, RewardRow[] Rows, ForeignRewardRow[] Settled)
    {
        public TokenAmount Paid => Rewards.Aggregate(TokenAmount.Zero, (sum, one) => sum + one.Reward.Paid);

        /// <summary>What is promised to each participant and still on hold.</summary>
        public IReadOnlyList<ParticipantAmount> OnHold =>
        [
            .. Rows.Where(row => row.State == RewardState.Pending && !row.Due.IsZero).GroupBy(row => row.ParticipantId)
                .Select(group => new ParticipantAmount(group.Key, group.Aggregate(TokenAmount.Zero, (sum, row) => sum + row.Due))),
        ];

        public TokenAmount Over => Rewards.Aggregate(TokenAmount.Zero, (sum, one) => sum + one.Over);
    }
}
