using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;

namespace RetoRewards.Rewards;

/// <summary>Loads what the decisions of each campaign work with.</summary>
internal static class LoadCampaignDesks
{
    public static async Task<Dictionary<CampaignId, CampaignDesk>> ExecuteAsync(
        RetoDbContext db,
        LoadCampaigns loadCampaigns,
        IReadOnlyCollection<SaleCase> cases,
        People people,
        IReadOnlyDictionary<SaleEventId, ParticipantFacts> authors,
        CancellationToken cancellationToken)
    {
        ILookup<CampaignId, SaleCase> byCampaign = cases.Where(one => one.Campaign is not null).ToLookup(one => one.Campaign!.Value);
        CampaignId[] ids = [.. byCampaign.Select(ofCampaign => ofCampaign.Key)];
        Dictionary<CampaignId, Campaign> campaigns = await loadCampaigns.ExecuteAsync(db, ids, cancellationToken);
        Dictionary<CampaignId, CampaignDesk> desks = [];
        foreach (CampaignId id in ids)
        {
            Campaign campaign = campaigns[id];
            SaleCase[] own = [.. byCampaign[id]];
            SaleInContext[] contexts = [.. own.SelectMany(one =>
                SaleContexts.Undecided(one).Take(1).Select(ordinal => SaleContexts.Of(one, campaign.TermsInForce(one.Row.SoldAt), ordinal, people)))];
            HashSet<CounterKey> counters = [.. RunningKeys.Counters(campaign, contexts)];
            counters.UnionWith(own.SelectMany(one => one.Decided.Values)
                .Where(capture => capture.Decision is { FirstPurchase: true, Referrer: not null })
                .Select(capture => new CounterKey(0, capture.Decision.Referrer!.Value)));
            HashSet<LimitKey> limits = [.. RunningKeys.Limits(campaign, contexts)];
            limits.UnionWith(own.SelectMany(one => one.Feedback)
                .Where(told => authors.ContainsKey(told.Event.SaleEventId))
                .SelectMany(told => RunningKeys.Flat(campaign, told.Row.GivenAt, authors[told.Event.SaleEventId].Id)));
            RunningState? sameRun = desks.Values.FirstOrDefault()?.Running;
            desks.Add(id, await LoadAsync(db, loadCampaigns, campaign, limits, counters, sameRun, cancellationToken));
        }

        return desks;
    }

    /// <summary>Loads the desk of one campaign.</summary>
    /// <param name="db">The database, inside the caller's transaction.</param>
    /// <param name="loadCampaigns">Loads the funders of a joint campaign.</param>
    /// <param name="campaign">The campaign.</param>
    /// <param name="limits">The limits that may be looked at.</param>
    /// <param name="counters">The counts that may be looked at.</param>
    /// <param name="sameRun">What another campaign of the same run consumes; null when there is none.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public static async Task<CampaignDesk> LoadAsync(
        RetoDbContext db,
        LoadCampaigns loadCampaigns,
        Campaign campaign,
        IReadOnlySet<LimitKey> limits,
        IReadOnlySet<CounterKey> counters,
        RunningState? sameRun,
        CancellationToken cancellationToken)
    {
        RunningState running = new(TokenAmount.Zero, sameRun);
        return new CampaignDesk
        {
            Campaign = campaign,
            Running = running,
            StoredLimits = await LoadLimitsAsync(db, campaign.Id, running, limits, cancellationToken),
            StoredCounts = await LoadCountsAsync(db, campaign.Id, running, counters, cancellationToken),
            Thresholds = await LoadThresholdsAsync(db, campaign, counters, cancellationToken),
            Funders = await LoadFundersAsync(db, loadCampaigns, campaign, cancellationToken),
        };
    }

    private static async Task<IReadOnlyList<Campaign>> LoadFundersAsync(
        RetoDbContext db, LoadCampaigns loadCampaigns, Campaign campaign, CancellationToken cancellationToken)
    {
        CampaignId[] ids =
        [
            .. campaign.Versions.SelectMany(terms => terms.Funding?.Funders ?? []).Select(funder => funder.Campaign)
                .Where(funder => funder != campaign.Id).Distinct(),
        ];
        return ids.Length == 0 ? [] : [.. (await loadCampaigns.ExecuteAsync(db, ids, cancellationToken)).Values];
    }

    private static async Task<Dictionary<LimitKey, TokenAmount>> LoadLimitsAsync(
        RetoDbContext db, CampaignId campaign, RunningState running, IReadOnlySet<LimitKey> keys, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
        {
            return [];
        }

        byte[][] subjects = [.. keys.Select(LimitSubjectBytes.Of).DistinctBy(Convert.ToHexString)];
        LimitUseRow[] rows = await db.Set<LimitUseRow>()
            .Where(row => row.CampaignId == campaign && subjects.Contains(row.Subject))
            .ToArrayAsync(cancellationToken);
        Dictionary<LimitKey, TokenAmount> stored = [];
        foreach (LimitUseRow row in rows)
        {
            LimitKey key = new(row.LimitNumber, row.Period, LimitSubjectBytes.Read(row.Subject));
            running.Load(key, row.Used);
            stored.Add(key, row.Used);
        }

        return stored;
    }

    private static async Task<Dictionary<CounterKey, int>> LoadCountsAsync(
        RetoDbContext db, CampaignId campaign, RunningState running, IReadOnlySet<CounterKey> keys, CancellationToken cancellationToken)
    {
        ParticipantId[] referrers = [.. keys.Select(key => key.Referrer).Distinct()];
        CustomerCountRow[] rows = referrers.Length == 0 ? [] : await db.Set<CustomerCountRow>()
            .Where(row => row.CampaignId == campaign && referrers.Contains(row.Referrer))
            .ToArrayAsync(cancellationToken);
        Dictionary<CounterKey, int> stored = [];
        foreach (CustomerCountRow row in rows)
        {
            CounterKey key = new(row.Rule, row.Referrer);
            running.Load(key, row.Count);
            stored.Add(key, row.Count);
        }

        return stored;
    }

    private static async Task<ILookup<ParticipantId, GrantedRow>> LoadThresholdsAsync(
        RetoDbContext db, Campaign campaign, IReadOnlySet<CounterKey> counters, CancellationToken cancellationToken)
    {
        int[] rules = [.. campaign.Versions.SelectMany(terms => terms.Rules)
            .Where(rule => rule.Kind == RuleKind.Threshold).Select(rule => rule.Number).Distinct()];
        ParticipantId?[] referrers = [.. counters.Select(key => (ParticipantId?)key.Referrer).Distinct()];
        if (rules.Length == 0 || referrers.Length == 0)
        {
            return Array.Empty<GrantedRow>().ToLookup(row => row.Row.ParticipantId);
        }

        CampaignId id = campaign.Id;
        var found = await (
                from reward in db.Set<RewardRow>()
                join decision in db.Set<RewardDecisionRow>() on reward.SaleEventId equals decision.SaleEventId
                where decision.CampaignId == id && referrers.Contains(decision.Referrer)
                    && rules.Contains(reward.Rule) && reward.State != RewardState.Lapsed
                orderby reward.Sequence
                select new { Reward = reward, decision.Referrer, decision.Explanation })
            .ToArrayAsync(cancellationToken);
        GrantedRows granted = await GrantedRows.LoadAsync(db, [.. found.Select(one => one.Reward)], cancellationToken);
        return found.ToLookup(one => one.Referrer!.Value, one => granted.Of(one.Reward, one.Explanation));
    }
}
