using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Referrals;
using RetoRewards.Participants;
using RetoRewards.Persistence;

namespace RetoRewards.Rewards.Holds;

/// <summary>One rule as it is to be.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Enabled">Whether it is looked for.</param>
/// <param name="Most">The most that is still in order, 0 to 1,000,000.</param>
/// <param name="WindowSeconds">How long the span is within which is counted, 0 to 86,400.</param>
internal sealed record AbuseRuleSetting(AbuseRuleKind? Kind, bool? Enabled, int? Most, long? WindowSeconds);

/// <summary>The rules of a campaign as they are to be; a kind that is left out gets its default.</summary>
internal sealed record SetAbuseRulesRequest(IReadOnlyList<AbuseRuleSetting>? Rules);

/// <summary>Sets a campaign's rules against abuse, and keeps who changed them, when, from what and to what. They apply to sales that are
/// decided from now on.</summary>
internal sealed class SetAbuseRules(TimeProvider clock)
{
    /// <param name="write">The caller's transaction.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="campaign">Whose rules.</param>
    /// <param name="changedBy">The key by which they are set.</param>
    /// <param name="expectedVersion">What the caller read, 0 before the first change; null when any version will do.</param>
    /// <param name="request">The rules.</param>
    public async Task<Outcome<AbuseRulesOfCampaign>> ExecuteAsync(
        WriteTransaction write, Caller caller, CampaignId campaign, Guid changedBy, int? expectedVersion, SetAbuseRulesRequest request)
    {
        if (!await write.Db.VisibleCampaigns(caller).AnyAsync(row => row.CampaignId == campaign, write.CancellationToken))
        {
            return Refusal.NotFound("campaign");
        }

        FieldChecks checks = new();
        AbuseRuleRow[] rows = Read(checks, campaign, request.Rules ?? []);
        if (checks.Refusal is { } refusal)
        {
            return refusal;
        }

        AbuseRulesOfCampaign before = await AbuseRulesOfCampaign.LoadAsync(write.Db, campaign, write.CancellationToken);
        if (expectedVersion is { } expected && expected != before.Version)
        {
            return Refusal.Stale;
        }

        write.Delete(await write.Db.Set<AbuseRuleRow>().Where(row => row.CampaignId == campaign).ToArrayAsync(write.CancellationToken));
        write.Insert(rows);
        AbuseRule[] after = (await LoadAbuseRules.ExecuteAsync(write.Db, [campaign], write.CancellationToken))[campaign];
        if (after.SequenceEqual(before.Rules))
        {
            return before;
        }

        DateTimeOffset now = clock.GetUtcNow();
        AbuseRuleChangeRow change = new()
        {
            CampaignId = campaign,
            Version = before.Version + 1,
            RulesBefore = AbuseRuleChangeRow.Write(before.Rules),
            RulesAfter = AbuseRuleChangeRow.Write(after),
            ChangedBy = changedBy,
            ChangedAt = now,
        };
        write.InsertOne(change);
        return new AbuseRulesOfCampaign(after, [change, .. before.Changes.Take(AbuseRulesOfCampaign.MaxChanges - 1)]);
    }

    private static AbuseRuleRow[] Read(FieldChecks checks, CampaignId campaign, IReadOnlyList<AbuseRuleSetting> settings)
    {
        if (settings.Contains(null!))
        {
            checks.Add("/rules", "required", "A rule may not be null.");
            return [];
        }

        if (settings.Count > AbuseRule.Defaults.Count || settings.DistinctBy(rule => rule.Kind).Count() != settings.Count)
        {
            checks.Add("/rules", "not_distinct", "Name each kind of rule once at most.");
            return [];
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

        return [.. rows];
    }
}
