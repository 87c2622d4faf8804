using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Api.Documentation;
using RetoRewards.Api.Problems;
using RetoRewards.Api.Security;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Referrals;
using RetoRewards.Participants;
using RetoRewards.Persistence;
using RetoRewards.Rewards.Holds;

namespace RetoRewards.Api;

/// <summary>A rule against abuse, as a campaign has it.</summary>
/// <param name="Kind">What it looks for.</param>
/// <param name="Reason">The code that a hold names it by.</param>
/// <param name="Enabled">Whether it is looked for.</param>
/// <param name="Most">The most that is still in order.</param>
/// <param name="WindowSeconds">How long the span is within which is counted.</param>
internal sealed record AbuseRuleAnswer(AbuseRuleKind Kind, string Reason, bool Enabled, int Most, long WindowSeconds)
{
    public static IReadOnlyList<AbuseRuleAnswer> Of(IReadOnlyList<AbuseRule> rules) =>
        [.. rules.Select(rule => new AbuseRuleAnswer(rule.Kind, AbuseRule.Code(rule.Kind), rule.Enabled, rule.Most, (long)rule.Window.TotalSeconds))];
}

/// <summary>A change of the rules.</summary>
/// <param name="Version">The version that it made.</param>
/// <param name="Before">Every rule as it was.</param>
/// <param name="After">Every rule as it has been since.</param>
/// <param name="ChangedBy">The key by which it was made.</param>
/// <param name="ChangedAt">When.</param>
internal sealed record AbuseRuleChangeAnswer(
    int Version, IReadOnlyList<AbuseRuleAnswer> Before, IReadOnlyList<AbuseRuleAnswer> After, Guid ChangedBy, DateTimeOffset ChangedAt);

/// <summary>All rules of a campaign.</summary>
/// <param name="Version">How often they were changed, which is the ETag; 0 for the defaults.</param>
/// <param name="Rules">One of each kind.</param>
/// <param name="Changes">The latest changes, newest first, at most 50.</param>
internal sealed record AbuseRulesAnswer(int Version, IReadOnlyList<AbuseRuleAnswer> Rules, IReadOnlyList<AbuseRuleChangeAnswer> Changes)
{
    public static AbuseRulesAnswer Of(AbuseRulesOfCampaign rules) => new(
        rules.Version,
        AbuseRuleAnswer.Of(rules.Rules),
        [.. rules.Changes.Select(change => new AbuseRuleChangeAnswer(
            change.Version,
            AbuseRuleAnswer.Of(AbuseRuleChangeRow.Read(change.RulesBefore)),
            AbuseRuleAnswer.Of(AbuseRuleChangeRow.Read(change.RulesAfter)),
            change.ChangedBy,
            change.ChangedAt))]);
}

internal static class AbuseRuleRoutes
{
    private const string Rule =
        """{"kind":"DeviceVelocity","reason":"device_velocity","enabled":true,"most":5,"windowSeconds":86400}""";

    private const string Rules =
        $$"""
        {"version":1,"rules":[{{Rule}}],
         "changes":[{"version":1,"before":[{"kind":"DeviceVelocity","reason":"device_velocity","enabled":true,"most":10,"windowSeconds":86400}],
                     "after":[{{Rule}}],"changedBy":"0198f2a4-3c5e-7b11-9d55-2f6f3a0e4c02","changedAt":"2026-03-01T09:12:00Z"}]}
        """;

    public static void MapAbuseRules(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder rules = routes.MapGroup("/campaigns/{campaignId:id}/abuse-rules").WithTags("Holds");
        rules.MapGet("/", GetAsync).Describe(
            "getAbuseRules", "Read a campaign's rules against abuse, and who changed them", new RouteExamples(null, Rules), 404);
        rules.MapPut("/", SetAsync).Describe(
            "setAbuseRules",
            "Set a campaign's rules against abuse; what is left out gets its default; If-Match: \"0\" for the first time",
            new RouteExamples("""{"rules":[{"kind":"DeviceVelocity","enabled":true,"most":5,"windowSeconds":86400}]}""", Rules),
            400, 404, 412, 413, 415, 428);
    }

    private static async Task<Results<Ok<AbuseRulesAnswer>, ProblemHttpResult>> GetAsync(Guid campaignId, HttpContext context, RetoDbContext db)
    {
        CampaignId id = new(campaignId);
        if (!await db.VisibleCampaigns(context.Caller()).AnyAsync(row => row.CampaignId == id, context.RequestAborted))
        {
            return Problem.Of(Refusal.NotFound("campaign"));
        }

        AbuseRulesOfCampaign found = await AbuseRulesOfCampaign.LoadAsync(db, id, context.RequestAborted);
        return Found.Answer(context, "campaign", found, AbuseRulesAnswer.Of, rules => rules.Version);
    }

    private static Task<Results<Ok<AbuseRulesAnswer>, ProblemHttpResult>> SetAsync(
        Guid campaignId, SetAbuseRulesRequest request, HttpContext context, Changes changes, SetAbuseRules handler) =>
        changes.RunAsync(
            context,
            (write, expected) => handler.ExecuteAsync(
                write, context.Caller(), new CampaignId(campaignId), BindingRoutes.KeyOf(context), expected, request),
            AbuseRulesAnswer.Of,
            rules => rules.Version);
}
