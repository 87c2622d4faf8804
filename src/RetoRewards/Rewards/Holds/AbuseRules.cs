using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Referrals;
using RetoRewards.Participants;
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

/// <summary>One rule as it is to be.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Enabled">Whether it is looked for.</param>
/// <param name="Most">The most that is still in order, 0 to 1,000,000.</param>
/// <param name="WindowSeconds">How far back is counted, 0 to 86,400.</param>
internal sealed record AbuseRuleSetting(AbuseRuleKind? Kind, bool? Enabled, int? Most, long? WindowSeconds);

/// <summary>The rules of a campaign as they are to be; a kind that is left out gets its default.</summary>
internal sealed record SetAbuseRulesRequest(IReadOnlyList<AbuseRuleSetting>? Rules);

/// <summary>Sets a campaign's rules against abuse. They apply to sales that are decided from now on.</summary>
internal sealed class SetAbuseRules
{
    public static async Task<Outcome<IReadOnlyList<AbuseRule>>> ExecuteAsync(
        WriteTransaction write, Caller caller, CampaignId campaign, SetAbuseRulesRequest request)
    {
        if (!await write.Db.VisibleCampaigns(caller).AnyAsync(row => row.CampaignId == campaign, write.CancellationToken))
        {
            return Refusal.NotFound("campaign");
        }

        FieldChecks checks = new();
        IReadOnlyList<AbuseRuleSetting> settings = request.Rules ?? [];
        if (settings.Count > AbuseRule.Defaults.Count || settings.DistinctBy(rule => rule.Kind).Count() != settings.Count)
        {
            checks.Add("/rules", "not_distinct", "Name each kind of rule once at most.");
            return checks.Refusal!;
        }

        List<AbuseRuleRow> rows = [];
        for (int index = 0; index < settings.Count; index++)
        {
            AbuseRuleSetting one = settings[index];
            AbuseRuleRow row = new()
            {
                CampaignId = campaign,
                Kind = checks.Required($"/rules/{index}/kind", one.Kind),
                Enabled = checks.Required($"/rules/{index}/enabled", one.Enabled),
                Most = checks.Required($"/rules/{index}/most", one.Most),
                WindowSeconds = checks.Required($"/rules/{index}/windowSeconds", one.WindowSeconds),
            };
            if (row.Most is < 0 or > AbuseRule.MaxMost || row.WindowSeconds < 0 || row.WindowSeconds > (long)AbuseRule.MaxWindow.TotalSeconds)
            {
                checks.Add($"/rules/{index}", "out_of_range", $"At most {AbuseRule.MaxMost}, within a window of at most a day.");
            }

            rows.Add(row);
        }

        if (checks.Refusal is { } refusal)
        {
            return refusal;
        }

        write.Delete(await write.Db.Set<AbuseRuleRow>().Where(row => row.CampaignId == campaign).ToArrayAsync(write.CancellationToken));
        write.Insert(rows);
        return (await LoadAbuseRules.ExecuteAsync(write.Db, [campaign], write.CancellationToken))[campaign];
    }
}
