using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Api.Documentation;
using RetoRewards.Api.Idempotency;
using RetoRewards.Api.Problems;
using RetoRewards.Api.Security;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Participants;
using RetoRewards.Persistence;
using RetoRewards.Rewards;

namespace RetoRewards.Api;

/// <summary>What belongs to a campaign's life beside its terms: checks before launch, its goal, its costs and the growth guard.</summary>
internal static class CampaignLifeRoutes
{
    /// <summary>Most costs in an answer; the latest are shown.</summary>
    private const int MaxShown = 200;

    public static void MapCampaignLife(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder campaigns = routes.MapGroup("/campaigns/{campaignId:id}").WithTags("Campaigns");
        campaigns.MapGet("/launch-checks", ChecksAsync).Describe(
            "getLaunchChecks", "See what stands against the launch of a campaign", CampaignLifeExamples.Checks, 404);
        campaigns.MapPut("/goal", SetGoalAsync).Describe(
            "setGoal", "Set what a campaign is to reach, and by when; If-Match: \"0\" for the first time",
            CampaignLifeExamples.SetGoal, 400, 404, 412, 413, 415, 428);
        campaigns.MapGet("/goal", GetGoalAsync).Describe("getGoal", "See how much of its goal a campaign has reached", CampaignLifeExamples.Goal, 404);
        campaigns.MapPut("/growth-guard", SetGuardAsync).Describe(
            "setGrowthGuard",
            "Have a campaign warned about, or paused, when a new customer costs what it is worth; If-Match: \"0\" for the first time",
            CampaignLifeExamples.SetGuard, 400, 404, 412, 413, 415, 428);
        campaigns.MapGet("/growth", GetGrowthAsync).Describe(
            "getGrowth", "See what a new customer costs and is worth", CampaignLifeExamples.Growth, 404);
        campaigns.MapPost("/costs", RecordCostAsync).Describe(
            "recordCampaignCost", "Record an expense of promoting a campaign", CampaignLifeExamples.RecordCost, 400, 404, 409, 413, 415, 422);
        campaigns.MapGet("/costs", ListCostsAsync).Describe(
            "listCampaignCosts", "List the latest expenses of a campaign", CampaignLifeExamples.ListCosts, 404);
    }

    /// <summary>The refusal that names every fault against a launch; null when there is none. Warnings do not hinder it.</summary>
    public static Refusal? RefuseLaunch(IReadOnlyList<LaunchFault> found)
    {
        LaunchFault[] faults = [.. found.Where(fault => !LaunchChecks.IsWarning(fault))];
        return faults.Length == 0 ? null : new Refusal(
            RefusalKind.NotAllowed, "launch_checks_failed", string.Join(' ', faults.Select(LaunchSentences.Of)));
    }

    private static async Task<Results<Ok<LaunchChecksAnswer>, ProblemHttpResult>> ChecksAsync(
        Guid campaignId, HttpContext context, RetoDbContext db, LoadCampaigns loadCampaigns, TimeProvider clock)
    {
        CampaignId id = new(campaignId);
        return await IsVisibleAsync(db, context, id)
            ? TypedResults.Ok(LaunchChecksAnswer.Of(
                await LaunchReport.ReadAsync(db, loadCampaigns, id, clock.GetUtcNow(), context.RequestAborted)))
            : Problem.Of(Refusal.NotFound("campaign"));
    }

    private static Task<Results<Ok<PlanAnswer>, ProblemHttpResult>> SetGoalAsync(
        Guid campaignId, SetGoalRequest request, HttpContext context, Changes changes) =>
        changes.RunAsync(
            context,
            (transaction, expected) =>
                PlanCampaign.SetGoalAsync(transaction, context.Caller(), new CampaignId(campaignId), expected, request),
            PlanAnswer.Of,
            plan => plan.GoalVersion);

    private static Task<Results<Ok<PlanAnswer>, ProblemHttpResult>> SetGuardAsync(
        Guid campaignId, SetGrowthGuardRequest request, HttpContext context, Changes changes) =>
        changes.RunAsync(
            context,
            (transaction, expected) =>
                PlanCampaign.SetGrowthGuardAsync(transaction, context.Caller(), new CampaignId(campaignId), expected, request),
            PlanAnswer.Of,
            plan => plan.GuardVersion);

    private static async Task<Results<Ok<GoalAnswer>, ProblemHttpResult>> GetGoalAsync(
        Guid campaignId, HttpContext context, RetoDbContext db, TimeProvider clock)
    {
        CampaignId id = new(campaignId);
        CampaignPlanRow? plan = await IsVisibleAsync(db, context, id) ? await PlanAsync(db, id, context.RequestAborted) : null;
        if (plan?.GoalMetric is not { } metric)
        {
            return Problem.Of(Refusal.NotFound("goal"));
        }

        context.Response.Headers.ETag = Precondition.ETag(plan.GoalVersion);
        DateTimeOffset now = clock.GetUtcNow();
        Goal goal = new(metric, plan.GoalTarget!.Value, plan.GoalDeadline!.Value);
        long reached = (await CampaignGrowth.ReadAsync(db, id, plan.GuardCurrency, now, context.RequestAborted)).Reached(metric);
        return TypedResults.Ok(new GoalAnswer(
            campaignId, metric, goal.Target, goal.Deadline, reached, goal.ProgressBps(reached), goal.StateAt(reached, now)));
    }

    private static async Task<Results<Ok<GrowthAnswer>, ProblemHttpResult>> GetGrowthAsync(
        Guid campaignId, HttpContext context, RetoDbContext db, TimeProvider clock)
    {
        CampaignId id = new(campaignId);
        CampaignPlanRow? plan = await IsVisibleAsync(db, context, id) ? await PlanAsync(db, id, context.RequestAborted) : null;
        if (plan?.GuardCurrency is null)
        {
            return Problem.Of(Refusal.NotFound("growth guard"));
        }

        context.Response.Headers.ETag = Precondition.ETag(plan.GuardVersion);
        CampaignGrowth growth = await CampaignGrowth.ReadAsync(db, id, plan.GuardCurrency, clock.GetUtcNow(), context.RequestAborted);
        return TypedResults.Ok(GrowthAnswer.Of(plan, growth));
    }

    private static Task<Results<Created<CampaignCostAnswer>, Ok<CampaignCostAnswer>, ProblemHttpResult>> RecordCostAsync(
        Guid campaignId, RecordCampaignCostRequest request, HttpContext context, Posts posts, PlanCampaign handler) =>
        posts.RunAsync(context, async transaction =>
            (await handler.RecordCostAsync(transaction, context.Caller(), new CampaignId(campaignId), request))
            .Select(row => new Made<CampaignCostAnswer>(CampaignCostAnswer.Of(row), IsNew: true)));

    private static async Task<Results<Ok<Page<CampaignCostAnswer>>, ProblemHttpResult>> ListCostsAsync(
        Guid campaignId, HttpContext context, RetoDbContext db)
    {
        CampaignId id = new(campaignId);
        if (!await IsVisibleAsync(db, context, id))
        {
            return Problem.Of(Refusal.NotFound("campaign"));
        }

        CampaignCostRow[] rows = await db.Set<CampaignCostRow>().Where(row => row.CampaignId == id)
            .OrderByDescending(row => row.SpentAt).Take(MaxShown).ToArrayAsync(context.RequestAborted);
        return TypedResults.Ok(new Page<CampaignCostAnswer>([.. rows.Select(CampaignCostAnswer.Of)], null));
    }

    private static Task<CampaignPlanRow?> PlanAsync(RetoDbContext db, CampaignId id, CancellationToken cancellationToken) =>
        db.Set<CampaignPlanRow>().SingleOrDefaultAsync(row => row.CampaignId == id, cancellationToken);

    private static Task<bool> IsVisibleAsync(RetoDbContext db, HttpContext context, CampaignId id) =>
        db.VisibleCampaigns(context.Caller()).AnyAsync(row => row.CampaignId == id, context.RequestAborted);
}
