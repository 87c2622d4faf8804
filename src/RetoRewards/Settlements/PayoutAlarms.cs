using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Chain;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Payouts;
using RetoRewards.Ledger;
using RetoRewards.Payouts;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Sales;

namespace RetoRewards.Settlements;

/// <summary>What rows say of payouts that went wrong or that wait by design: each a query for <see cref="AlarmFinder"/>.</summary>
internal static class PayoutAlarms
{
    /// <summary>Campaigns that are looked at for what nobody here could identify, in one query.</summary>
    private const int CampaignsInAQuery = 500;

    /// <summary>Batches that reverted, from their block on and for a while after they were given up.</summary>
    public static async Task<Dictionary<string, string>> RevertedAsync(
        RetoDbContext db, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var rows = await (
            from batch in db.Set<PayoutBatchRow>()
            join transaction in db.Set<ChainTransactionRow>() on batch.ChainTransactionId equals (long?)transaction.ChainTransactionId
            where ((batch.State == PayoutBatchState.Void && batch.SettledAt > since)
                    || (batch.State != PayoutBatchState.Final && batch.State != PayoutBatchState.Void))
                && transaction.Succeeded == false && transaction.RevertedBecause != ChainTransactionRow.CancelledReason
            orderby batch.PlannedAt
            select new { batch.PayoutBatchId, batch.CampaignId, transaction.RevertedBecause })
            .Take(AlarmFinder.MaxSubjects).ToArrayAsync(cancellationToken);
        return rows.ToDictionary(
            row => $"batch:{row.PayoutBatchId}",
            row => $"Batch {row.PayoutBatchId} of campaign {row.CampaignId} reverted: {row.RevertedBecause}");
    }

    /// <summary>Batches that were given up because nobody attested them.</summary>
    public static async Task<Dictionary<string, string>> UnattestedAsync(
        RetoDbContext db, DateTimeOffset since, CancellationToken cancellationToken)
    {
        PayoutBatchRow[] rows = await db.Set<PayoutBatchRow>()
            .Where(row => row.State == PayoutBatchState.Void && row.SettledAt > since && row.ChainTransactionId == null
                && row.Attestor != null && row.Attestation == null && row.SettledAt > row.ValidUntil)
            .OrderBy(row => row.SettledAt).Take(AlarmFinder.MaxSubjects).ToArrayAsync(cancellationToken);
        return rows.ToDictionary(
            row => $"batch:{row.PayoutBatchId}",
            row => $"Batch {row.PayoutBatchId} of campaign {row.CampaignId} expired at {row.ValidUntil:u} without the signature of its attestor {row.Attestor}.");
    }

    /// <summary>Campaigns whose limits on chain let nothing be paid: at once where time alone does not help, else once it has taken long.</summary>
    public static async Task<Dictionary<string, string>> WaitingAsync(
        RetoDbContext db, DateTimeOffset since, CancellationToken cancellationToken)
    {
        const string passes = nameof(PayoutDelay.AboveMaxTotal);
        CampaignLimitRow[] rows = await db.Set<CampaignLimitRow>()
            .Where(row => row.WaitsBecause != null && (row.WaitsBecause != passes || row.WaitsSince < since)
                && db.Set<RewardRow>().Any(reward => reward.CampaignId == row.CampaignId && reward.State == RewardState.Payable))
            .OrderBy(row => row.WaitsSince).Take(AlarmFinder.MaxSubjects).ToArrayAsync(cancellationToken);
        return rows.ToDictionary(row => $"campaign:{row.CampaignId}", row =>
            $"Payable rewards of campaign {row.CampaignId} have waited since {row.WaitsSince:u}, {row.WaitsBecause}: the contract would pay "
            + $"{row.PayableNow} RETO in all now, with a daily allowance of {row.DailyAllowance} and at most {row.MaxReward} a reward.");
    }

    /// <summary>Campaigns of which nothing is planned because of what somebody else signed.</summary>
    public static async Task<Dictionary<string, string>> PausedAsync(
        RetoDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        PlanningPauseRow[] rows = await db.Set<PlanningPauseRow>().Where(row => row.Until > now)
            .OrderBy(row => row.Until).Take(AlarmFinder.MaxSubjects).ToArrayAsync(cancellationToken);
        return rows.ToDictionary(
            row => $"campaign:{row.CampaignId}",
            row => $"Nothing of campaign {row.CampaignId} is planned before {row.Until:u}. {row.Because}");
    }

    /// <summary>Reported sales that were taken and whose reports a fork took away; the stage lets go of those that came back.</summary>
    public static async Task<Dictionary<string, string>> ForkedReportsAsync(
        RetoDbContext db, long chainId, CancellationToken cancellationToken)
    {
        ChainEventRow[] rows = await ChainEvents.ForkedAway(db, chainId, FollowReportedSales.EventName).Where(row => row.IsTaken)
            .Take(AlarmFinder.MaxSubjects).ToArrayAsync(cancellationToken);
        return rows.ToDictionary(
            row => $"report:0x{Convert.ToHexStringLower(row.TransactionHash)}:{row.LogIndex}",
            row => $"The report of sale {ReportedSale.NumberOf(row)} in block {row.BlockNumber} counted as final and was forked away. The sale stands.");
    }

    /// <summary>Campaigns that the chain paid for sales which are not known here.</summary>
    /// <remarks>Only a campaign with rewards read from the chain can have any, and its account is looked up by its name.</remarks>
    public static async Task<Dictionary<string, string>> UnidentifiedAsync(RetoDbContext db, CancellationToken cancellationToken)
    {
        CampaignId[] campaigns = await db.Set<CampaignRow>()
            .Where(row => db.Set<ForeignRewardRow>().Any(reward => reward.CampaignId == row.CampaignId))
            .Select(row => row.CampaignId).ToArrayAsync(cancellationToken);
        Dictionary<string, string> found = [];
        foreach (CampaignId[] page in campaigns.Chunk(CampaignsInAQuery))
        {
            string[] names = [.. page.Select(id => AccountName.Unidentified(id).ToString())];
            LedgerAccountRow[] accounts = await db.Set<LedgerAccountRow>()
                .Where(row => page.Contains(row.CampaignId) && names.Contains(row.Name)).ToArrayAsync(cancellationToken);
            foreach (LedgerAccountRow row in accounts.Where(row => row.Balance.BaseUnits != 0).Take(AlarmFinder.MaxSubjects - found.Count))
            {
                found.Add(
                    $"campaign:{row.CampaignId}",
                    $"The chain paid {row.Balance.ToAmount()} RETO for sales that are not known here. Let the partner tell its sales again.");
            }
        }

        return found;
    }
}
