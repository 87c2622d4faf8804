using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Api.Documentation;
using RetoRewards.Api.Problems;
using RetoRewards.Api.Security;
using RetoRewards.Chain;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Payouts;
using RetoRewards.Observability;
using RetoRewards.Payouts;
using RetoRewards.Persistence;

namespace RetoRewards.Api;

/// <summary>What a person orders by hand once the cause of an alarm is gone: administrators only, each order kept with its key and its note.</summary>
internal static class OperatorRoutes
{
    /// <summary>Most rows of one answer; the oldest are shown.</summary>
    private const int MaxShown = 500;

    private const string Note = """{"note":"The foreign transaction was our own, sent by hand on Monday"}""";

    private const string Lane =
        """
        {"laneId":1,"sender":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","nextNonce":41,"haltedBecause":null,"heldBecause":null}
        """;

    private const string Wallet =
        """
        {"wallet":"0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc","reason":"RetoToken_InvalidRecipient()",
         "batchId":"0198f2a7-1111-7d20-8f3c-1b2c3d4e5f60","setApartAt":"2026-03-01T09:12:00Z"}
        """;

    private const string Pause =
        """
        {"campaignId":"0198f2a5-0d7e-7f10-b6a4-8d1c02f7e903","until":"2026-03-02T09:12:00Z",
         "because":"The chain paid rewards 12 and on, which this database did not plan."}
        """;

    private const string Action =
        """
        {"operatorActionId":"0198f2a7-2222-7d20-8f3c-1b2c3d4e5f60","action":"lane_resumed","subject":"lane:1",
         "note":"The foreign transaction was our own, sent by hand on Monday","apiKeyId":"0198f2a7-3333-7d20-8f3c-1b2c3d4e5f60",
         "at":"2026-03-01T09:12:00Z"}
        """;

    public static void MapOperatorOrders(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("").WithTags("Operator");
        group.MapGet("/lanes", LanesAsync).ForAdministrators().Describe(
            "listLanes", "List the accounts that send, and why one sends nothing", Examples(Lane));
        group.MapPost("/lanes/{laneId:int}/resume", ResumeAsync).Describe(
            "resumeLane", "End a lane's halt once its cause is dealt with", new RouteExamples(Note, Lane), 400, 404, 409, 413, 415);
        group.MapGet("/set-apart-wallets", WalletsAsync).ForAdministrators().Describe(
            "listSetApartWallets", "List the wallets that make batches revert", Examples(Wallet));
        group.MapPost("/set-apart-wallets/{wallet}/release", ReleaseAsync).Describe(
            "releaseWallet", "Let a wallet that was set apart be paid again", new RouteExamples(Note, Wallet), 400, 404, 413, 415);
        group.MapGet("/planning-pauses", PausesAsync).ForAdministrators().Describe(
            "listPlanningPauses", "List the campaigns of which nothing is planned while foreign runs could still be mined", Examples(Pause));
        group.MapPost("/planning-pauses/{campaignId:id}/end", EndPauseAsync).Describe(
            "endPlanningPause", "Let a campaign's batches be planned again", new RouteExamples(Note, Pause), 400, 404, 413, 415);
        group.MapGet("/operator-actions", ActionsAsync).ForAdministrators().Describe(
            "listOperatorActions", "List what was ordered by hand, by which key and why", Examples(Action), 400);
    }

    private static RouteExamples Examples(string item) => new(null, $$"""{"items":[{{item}}],"nextCursor":null}""");

    private static async Task<Ok<Page<LaneAnswer>>> LanesAsync(HttpContext context, RetoDbContext db)
    {
        LaneRow[] rows = await db.Set<LaneRow>().OrderBy(row => row.LaneId).Take(MaxShown).ToArrayAsync(context.RequestAborted);
        return TypedResults.Ok(new Page<LaneAnswer>([.. rows.Select(LaneAnswer.Of)], null));
    }

    private static async Task<Results<Ok<LaneAnswer>, ProblemHttpResult>> ResumeAsync(
        int laneId, OperatorNoteRequest request, HttpContext context, ResumeLane handler) =>
        Read(context, request, "lane", out OperatorOrder order) is { } refusal
            ? Problem.Of(refusal)
            : Answer(await handler.ExecuteAsync(laneId, order, context.RequestAborted), LaneAnswer.Of);

    private static async Task<Ok<Page<SetApartWalletAnswer>>> WalletsAsync(HttpContext context, RetoDbContext db)
    {
        SetApartWalletRow[] rows = await db.Set<SetApartWalletRow>().OrderBy(row => row.SetApartAt).Take(MaxShown)
            .ToArrayAsync(context.RequestAborted);
        return TypedResults.Ok(new Page<SetApartWalletAnswer>([.. rows.Select(SetApartWalletAnswer.Of)], null));
    }

    private static async Task<Results<Ok<SetApartWalletAnswer>, ProblemHttpResult>> ReleaseAsync(
        string wallet, OperatorNoteRequest request, HttpContext context, WriteGate gate, ReleaseWallet handler)
    {
        if (Read(context, request, "wallet that is set apart", out OperatorOrder order) is { } refusal)
        {
            return Problem.Of(refusal);
        }

        return WalletAddress.TryParse(wallet, out WalletAddress address)
            ? Answer(
                await gate.WriteAsync(WritePriority.Intake, write => handler.ExecuteAsync(write, address, order), context.RequestAborted),
                SetApartWalletAnswer.Of)
            : Problem.Of(Refusal.NotFound("wallet that is set apart"));
    }

    private static async Task<Ok<Page<PlanningPauseAnswer>>> PausesAsync(HttpContext context, RetoDbContext db)
    {
        PlanningPauseRow[] rows = await db.Set<PlanningPauseRow>().OrderBy(row => row.CampaignId).Take(MaxShown)
            .ToArrayAsync(context.RequestAborted);
        return TypedResults.Ok(new Page<PlanningPauseAnswer>([.. rows.Select(PlanningPauseAnswer.Of)], null));
    }

    private static async Task<Results<Ok<PlanningPauseAnswer>, ProblemHttpResult>> EndPauseAsync(
        Guid campaignId, OperatorNoteRequest request, HttpContext context, WriteGate gate, EndPlanningPause handler) =>
        Read(context, request, "planning pause", out OperatorOrder order) is { } refusal
            ? Problem.Of(refusal)
            : Answer(
                await gate.WriteAsync(
                    WritePriority.Intake, write => handler.ExecuteAsync(write, new CampaignId(campaignId), order), context.RequestAborted),
                PlanningPauseAnswer.Of);

    private static async Task<Results<Ok<Page<OperatorActionAnswer>>, ProblemHttpResult>> ActionsAsync(
        string? limit, string? cursor, HttpContext context, RetoDbContext db)
    {
        if (Paging.Read(limit, cursor, out int rows, out byte[]? after) is { } refusal)
        {
            return Problem.Of(refusal);
        }

        List<OperatorActionRow> found = await db.After<OperatorActionRow>(nameof(OperatorActionRow.OperatorActionId), after)
            .OrderBy(row => row.OperatorActionId).Take(rows + 1).ToListAsync(context.RequestAborted);
        return TypedResults.Ok(Paging.Cut(found, rows, row => row.OperatorActionId, OperatorActionAnswer.Of));
    }

    /// <summary>What stands against an order: for whoever is no administrator the thing does not exist, as with every thing that is another's.</summary>
    private static Refusal? Read(HttpContext context, OperatorNoteRequest request, string thing, out OperatorOrder order)
    {
        order = new OperatorOrder(BindingRoutes.KeyOf(context), request.Note ?? "");
        if (!context.Caller().IsAdministrator)
        {
            return Refusal.NotFound(thing);
        }

        FieldChecks checks = new();
        checks.Text("/note", request.Note, OperatorActions.MaxNoteLength);
        return checks.Refusal;
    }

    private static Results<Ok<T>, ProblemHttpResult> Answer<TRow, T>(Outcome<TRow> outcome, Func<TRow, T> answer) => outcome switch
    {
        Outcome<TRow>.Done done => TypedResults.Ok(answer(done.Value)),
        Outcome<TRow>.Refused refused => Problem.Of(refused.Why),
        _ => throw new InvalidOperationException("An outcome is done or refused."),
    };
}
