using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Referrals;
using RetoRewards.Persistence;

namespace RetoRewards.Rewards.Holds;

/// <summary>The rules against abuse of campaigns: what they have set, else the defaults.</summary>
internal static class LoadAbuseRules
{
    public static async Task<Dictionary<CampaignId, AbuseRule[]>> ExecuteAsync(
        RetoDbContext db, CampaignId[] campaigns, CancellationToken cancellationToken)
    {
        ILookup<CampaignId, AbuseRuleRow> rows = (await db.Set<AbuseRuleRow>().Where(row => campaigns.Contains(row.CampaignId))
            .ToArrayAsync(cancellationToken)).ToLookup(row => row.CampaignId);
        return campaigns.ToDictionary(campaign => campaign, campaign => AbuseRule.Defaults.Select(rule =>
            rows[campaign].FirstOrDefault(row => row.Kind == rule.Kind) is { } set
                ? new AbuseRule(set.Kind, set.Enabled, set.Most, TimeSpan.FromSeconds(set.WindowSeconds))
                : rule).ToArray());
    }
}
