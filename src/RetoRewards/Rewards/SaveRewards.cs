using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;
using RetoRewards.Ledger;
using RetoRewards.Observability;
using RetoRewards.Persistence;
using RetoRewards.Rewards.Holds;
using RetoRewards.Sales;

namespace RetoRewards.Rewards;

/// <summary>Writes what one run decided: event states, decisions, rewards, what they consumed, and their postings, in one commit.</summary>
internal static class SaveRewards
{
    /// <summary>Gives every new reward its fingerprint.</summary>
    /// <returns>Events with a reward whose fingerprint another one has: two such rewards could not be told apart on chain.</returns>
    public static async Task<IReadOnlyCollection<SaleEventId>> FingerprintAsync(
        WriteTransaction write, FingerprintKey fingerprints, DecidedRewards decided)
    {
        if (decided.Rewards.Count == 0)
        {
            return [];
        }

        foreach ((GrantedRow reward, byte[] identity) in decided.Rewards)
        {
            reward.Row.Fingerprint = fingerprints.Of(identity);
        }

        await UseEarlierKeysAsync(write, fingerprints, decided);

        HashSet<(CampaignId Campaign, long Fingerprint)> taken = [];
        foreach (IGrouping<CampaignId, GrantedRow> ofCampaign in decided.Rewards.Select(one => one.Reward).GroupBy(reward => reward.Row.CampaignId))
        {
            CampaignId campaign = ofCampaign.Key;
            long[] own = [.. ofCampaign.Select(reward => reward.Row.Fingerprint)];
            long[] known = await write.Db.Set<RewardRow>()
                .Where(row => row.CampaignId == campaign && own.Contains(row.Fingerprint))
                .Select(row => row.Fingerprint)
                .ToArrayAsync(write.CancellationToken);
            taken.UnionWith(known.Select(fingerprint => (campaign, fingerprint)));
        }

        HashSet<SaleEventId> colliding = [];
        foreach ((GrantedRow reward, _) in decided.Rewards)
        {
            if (!taken.Add((reward.Row.CampaignId, reward.Row.Fingerprint)))
            {
                colliding.Add(reward.Row.SaleEventId!.Value);
            }
        }

        return colliding;
    }

    /// <summary>A reward that the chain paid before the master key was changed keeps the fingerprint that it left there.</summary>
    private static async Task UseEarlierKeysAsync(WriteTransaction write, FingerprintKey fingerprints, DecidedRewards decided)
    {
        if (!fingerprints.HasEarlier)
        {
            return;
        }

        foreach (IGrouping<CampaignId, (GrantedRow Reward, byte[] Identity)> ofCampaign in
            decided.Rewards.GroupBy(one => one.Reward.Row.CampaignId))
        {
            CampaignId campaign = ofCampaign.Key;
            long[] earlier = [.. ofCampaign.SelectMany(one => fingerprints.EarlierOf(one.Identity))];
            HashSet<long> paid = [.. await write.Db.Set<ForeignRewardRow>()
                .Where(row => row.CampaignId == campaign && row.RewardId == null && earlier.Contains(row.Fingerprint))
                .Select(row => row.Fingerprint)
                .ToArrayAsync(write.CancellationToken)];
            foreach ((GrantedRow reward, byte[] identity) in ofCampaign.Where(_ => paid.Count > 0))
            {
                reward.Row.Fingerprint = fingerprints.EarlierOf(identity).Where(paid.Contains).Append(reward.Row.Fingerprint).First();
            }
        }
    }

    public static async Task ExecuteAsync(WriteTransaction write, EventsToDecide work, DecidedRewards decided, DateTimeOffset now)
    {
        SaleEventStates.Advance(write, decided.Outcomes, now);
        foreach ((_, Outcome outcome) in decided.Outcomes)
        {
            Measures.Decision(outcome.Code());
        }

        foreach ((GrantedRow reward, _) in decided.Rewards)
        {
            RewardStates.Settle(reward.Row, reward.Granted);
        }

        write.Insert(decided.Decisions);
        RewardStates.Promise(write, [.. decided.Rewards.Select(one => one.Reward.Row)]);
        RewardStates.Adjust(write, [.. decided.Adjusted.Select(reward => (reward.Row, reward.Granted))]);
        write.Update([.. decided.Recounted], nameof(RewardDecisionRow.CountsCustomer));
        HashSet<SaleId> circular = [];
        foreach (CampaignDesk desk in work.Desks.Values)
        {
            SaveConsumed(write, desk);
            circular.UnionWith(await BindCustomers.ExecuteAsync(write, desk, now));
        }

        HashSet<SaleEventId> earning = [.. decided.Rewards.Select(one => one.Reward.Row.SaleEventId).OfType<SaleEventId>()];
        await HoldSuspects.ExecuteAsync(
            write,
            [.. decided.Decisions.Where(row => row.SaleId is not null && earning.Contains(row.SaleEventId))
                .Select(row => (Decision: row, Sale: work.Cases[row.SaleId!.Value].Row))
                .Select(one => new EarnedSale(one.Sale, one.Decision, work.People.ClickNamedBy(one.Sale)))],
            circular,
            now);

        await RecoveredBudget.ReleaseAsync(write, work, decided, now);
        await LedgerBook.PostAsync(write, work.Ledger.Transactions);
    }

    /// <summary>Writes what of limits and counts has changed.</summary>
    public static void SaveConsumed(WriteTransaction write, CampaignDesk desk)
    {
        LimitUseRow[] limits = [.. desk.Running.UsedLimits
            .Where(used => !desk.StoredLimits.TryGetValue(used.Key, out TokenAmount stored) || stored != used.Value)
            .Select(used => new LimitUseRow
            {
                CampaignId = desk.Campaign.Id,
                LimitNumber = used.Key.Limit,
                Period = used.Key.Period,
                Subject = LimitSubjectBytes.Of(used.Key),
                Used = used.Value,
            })];
        bool HasLimitRow(LimitUseRow row) =>
            desk.StoredLimits.ContainsKey(new LimitKey(row.LimitNumber, row.Period, LimitSubjectBytes.Read(row.Subject)));
        write.Insert([.. limits.Where(row => !HasLimitRow(row))]);
        write.Update([.. limits.Where(HasLimitRow)], nameof(LimitUseRow.Used));

        CustomerCountRow[] counts = [.. desk.Running.Customers
            .Where(count => !desk.StoredCounts.TryGetValue(count.Key, out int stored) || stored != count.Value)
            .Select(count => new CustomerCountRow
            {
                CampaignId = desk.Campaign.Id,
                Rule = count.Key.Rule,
                Referrer = count.Key.Referrer,
                Count = count.Value,
            })];
        bool HasCountRow(CustomerCountRow row) => desk.StoredCounts.ContainsKey(new CounterKey(row.Rule, row.Referrer));
        write.Insert([.. counts.Where(row => !HasCountRow(row))]);
        write.Update([.. counts.Where(HasCountRow)], nameof(CustomerCountRow.Count));
    }
}
