using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Api.Documentation;
using RetoRewards.Api.Problems;
using RetoRewards.Api.Security;
using RetoRewards.Campaigns;
using RetoRewards.Participants;
using RetoRewards.Persistence;
using RetoRewards.Rewards.Holds;
using RetoRewards.Sales;

namespace RetoRewards.Api;

/// <summary>A hold, as it is shown.</summary>
/// <param name="HoldId">Its id.</param>
/// <param name="SaleId">The sale whose rewards wait.</param>
/// <param name="CampaignId">Its campaign.</param>
/// <param name="Reasons">The codes of the rules that it broke.</param>
/// <param name="State">Open, Released or Rejected.</param>
/// <param name="RaisedAt">When.</param>
/// <param name="DecidedAt">When somebody decided; null while it is open.</param>
/// <param name="DecidedBy">The key by which it was decided.</param>
/// <param name="Note">Why it was decided so.</param>
internal sealed record HoldAnswer(
    Guid HoldId,
    Guid SaleId,
    Guid CampaignId,
    IReadOnlyList<string> Reasons,
    HoldState State,
    DateTimeOffset RaisedAt,
    DateTimeOffset? DecidedAt,
    Guid? DecidedBy,
    string? Note)
{
    public static HoldAnswer Of(RewardHoldRow row) => new(
        row.HoldId, row.SaleId.Value, row.CampaignId.Value, row.Reasons.Split(','), row.State, row.RaisedAt, row.DecidedAt, row.DecidedBy, row.Note);
}

internal static class HoldRoutes
{
    private const string Hold =
        """
        {"holdId":"0198f2a7-1111-7d20-8f3c-1b2c3d4e5f60","saleId":"0198f2a6-8888-7d20-8f3c-1b2c3d4e5f60",
         "campaignId":"0198f2a5-0d7e-7f10-b6a4-8d1c02f7e903","reasons":["device_velocity"],"state":"Open",
         "raisedAt":"2026-03-01T09:12:00Z","decidedAt":null,"decidedBy":null,"note":null}
        """;

    public static void MapHolds(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder holds = routes.MapGroup("/holds").WithTags("Holds");
        holds.MapGet("/", ListAsync).Describe(
            "listHolds", "List sales whose rewards wait for a person, or waited", new RouteExamples(null, $$"""{"items":[{{Hold}}],"nextCursor":null}"""), 400);
        holds.MapGet("/{holdId:id}", GetAsync).Describe("getHold", "Read a hold", new RouteExamples(null, Hold), 404);
        holds.MapPut("/{holdId:id}/decision", ReviewAsync).Describe(
            "reviewHold",
            "Release a hold, or reject it and cancel the sale",
            new RouteExamples("""{"decision":"Rejected","note":"One browser bought eleven times"}""", Hold),
            400, 404, 409, 413, 415);
    }

    private static async Task<Results<Ok<Page<HoldAnswer>>, ProblemHttpResult>> ListAsync(
        string? limit, string? cursor, string? state, HttpContext context, RetoDbContext db)
    {
        if (Paging.Read(limit, cursor, out int rows, out byte[]? after) is { } refusal)
        {
            return Problem.Of(refusal);
        }

        Caller caller = context.Caller();
        IQueryable<RewardHoldRow> visible = db.After<RewardHoldRow>(nameof(RewardHoldRow.HoldId), after);
        if (caller.Partner is not null)
        {
            visible = visible.Where(hold => db.VisibleCampaigns(caller).Any(campaign => campaign.CampaignId == hold.CampaignId));
        }

        if (state is not null)
        {
            if (!Enum.TryParse(state, out HoldState wanted) || !Enum.IsDefined(wanted))
            {
                FieldChecks checks = new();
                checks.Add("/state", "out_of_range", "Open, Released or Rejected.");
                return Problem.Of(checks.Refusal!);
            }

            visible = visible.Where(hold => hold.State == wanted);
        }

        List<RewardHoldRow> found = await visible.OrderBy(row => row.HoldId).Take(rows + 1).ToListAsync(context.RequestAborted);
        return TypedResults.Ok(Paging.Cut(found, rows, row => row.HoldId, HoldAnswer.Of));
    }

    private static async Task<Results<Ok<HoldAnswer>, ProblemHttpResult>> GetAsync(Guid holdId, HttpContext context, RetoDbContext db)
    {
        RewardHoldRow? row = await ReviewHold.VisibleTo(db, context.Caller())
            .SingleOrDefaultAsync(hold => hold.HoldId == holdId, context.RequestAborted);
        return Found.Answer("hold", row, HoldAnswer.Of);
    }

    /// <summary>A rejection is a cancellation of the sale, told by its own channel under an id that says so: it takes the same way as any
    /// other, so that refunds that come later, or came before, end in the same position. It is recorded first; a repetition finds it.</summary>
    private static async Task<Results<Ok<HoldAnswer>, ProblemHttpResult>> ReviewAsync(
        Guid holdId,
        ReviewHoldRequest request,
        HttpContext context,
        RetoDbContext db,
        WriteGate gate,
        ReviewHold handler,
        RecordEvents recordEvents)
    {
        Caller caller = context.Caller();
        RewardHoldRow? hold = await ReviewHold.VisibleTo(db, caller)
            .SingleOrDefaultAsync(row => row.HoldId == holdId, context.RequestAborted);
        if (hold is null)
        {
            return Problem.Of(Refusal.NotFound("hold"));
        }

        if (ReviewHold.Check(hold, request) is { } refusal)
        {
            return Problem.Of(refusal);
        }

        if (request.Decision == HoldState.Rejected && await CancelAsync(db, hold, recordEvents, context.RequestAborted) is { } refused)
        {
            return Problem.Of(new Refusal(RefusalKind.Conflict, refused.Code, refused.Sentence));
        }

        Outcome<RewardHoldRow> outcome = await gate.WriteAsync(
            WritePriority.Intake,
            write => handler.ExecuteAsync(write, caller, holdId, BindingRoutes.KeyOf(context), request),
            context.RequestAborted);
        return outcome switch
        {
            Outcome<RewardHoldRow>.Done done => TypedResults.Ok(HoldAnswer.Of(done.Value)),
            Outcome<RewardHoldRow>.Refused no => Problem.Of(no.Why),
            _ => throw new InvalidOperationException("An outcome is done or refused."),
        };
    }

    private static async Task<SaleAnswer.Refused?> CancelAsync(
        RetoDbContext db, RewardHoldRow hold, RecordEvents recordEvents, CancellationToken cancellationToken)
    {
        SaleRow sale = await db.Set<SaleRow>().SingleAsync(row => row.SaleId == hold.SaleId, cancellationToken);
        ChannelRow channel = await db.Set<ChannelRow>().SingleAsync(row => row.ChannelId == sale.ChannelId, cancellationToken);
        SaleAnswer[] answers = await recordEvents.ExecuteAsync(
            channel, [new CancellationSubmission($"hold-rejected:{hold.HoldId:D}", sale.SaleNumber, hold.RaisedAt)], cancellationToken);
        return answers[0] as SaleAnswer.Refused;
    }
}
