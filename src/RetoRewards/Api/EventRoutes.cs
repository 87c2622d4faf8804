using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Api.Documentation;
using RetoRewards.Api.Idempotency;
using RetoRewards.Api.Problems;
using RetoRewards.Api.Security;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;
using RetoRewards.Sales;

namespace RetoRewards.Api;

/// <summary>What happens to a sale after it: payments, deliveries, returns, refunds, cancellations, feedback. And what became of all.</summary>
internal static class EventRoutes
{
    /// <summary>The routes that tell of events, which a workstation's key opens too.</summary>
    public static void MapEventTelling(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder events = routes.MapGroup("/events").WithTags("Events");
        events.MapPost("/", RecordAsync).Describe(
            "recordEvent",
            "Tell of a payment, delivery, return, refund, cancellation or feedback",
            EventExamples.Record,
            400, 404, 409, 413, 415, 422);
        events.MapPost("/bulk", RecordManyAsync).Describe(
            "recordEvents", "Tell of up to 500 events, each with an answer of its own", EventExamples.Bulk, 400, 404, 409, 413, 415, 422);
    }

    public static void MapEvents(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder events = routes.MapGroup("/events").WithTags("Events");
        events.MapGet("/", ListAsync).Describe(
            "listEvents",
            "List events with what became of each, by channel, kind, state, your number of the sale, or your id of the event",
            EventExamples.List,
            400);
        events.MapGet("/{saleEventId:id}", GetAsync).Describe("getEvent", "Read an event", EventExamples.Get, 404);
        events.MapPost("/{saleEventId:id}/replay", ReplayAsync).Describe(
            "replayEvent", "Look at a waiting event again now", EventExamples.Replay, 404, 409).KeepNoAnswer();
        events.MapDelete("/{saleEventId:id}/body", EraseAsync).Describe(
            "eraseEventBody", "Erase the bytes in which an event came, and the text of a feedback", EventExamples.Get, 404);
    }

    private static Task<Results<Created<SaleTakenAnswer>, Ok<SaleTakenAnswer>, ProblemHttpResult>> RecordAsync(
        RawJson<EventRequest> request, HttpContext context, EventPosts posts) =>
        posts.OneAsync(context, request.Value.ChannelId, request, EventReading.Read);

    private static Task<Results<Created<BulkSalesAnswer>, Ok<BulkSalesAnswer>, ProblemHttpResult>> RecordManyAsync(
        RawJson<BulkEventsRequest> request, HttpContext context, EventPosts posts) =>
        posts.ManyAsync(
            context,
            request.Value.ChannelId,
            request.Value.Events,
            request.Body,
            "events",
            one => (one.ChannelId, one.EventId),
            EventReading.Read);

    private static async Task<Results<Ok<Page<EventAnswer>>, ProblemHttpResult>> ListAsync(
        string? limit,
        string? cursor,
        string? channelId,
        string? kind,
        string? state,
        string? saleNumber,
        string? eventId,
        HttpContext context,
        RetoDbContext db)
    {
        FieldChecks checks = new();
        SaleEventKind? ofKind = OneOf<SaleEventKind>(checks, "/kind", kind);
        SaleEventState? inState = OneOf<SaleEventState>(checks, "/state", state);
        ChannelId channel = default;
        if (channelId is not null && !ChannelId.TryParse(channelId, out channel))
        {
            checks.Add("/channelId", "id_malformed", "Send the id of a channel.");
        }

        if ((Paging.Read(limit, cursor, out int rows, out byte[]? after) ?? checks.Refusal) is { } refusal)
        {
            return Problem.Of(refusal);
        }

        IQueryable<SaleEventRow> found = db.After<SaleEventRow>(nameof(SaleEventRow.SaleEventId), after).VisibleTo(context.Caller());
        found = channelId is null ? found : found.Where(row => row.ChannelId == channel);
        found = ofKind is null ? found : found.Where(row => row.Kind == ofKind);
        found = inState is null ? found : found.Where(row => row.State == inState);
        found = saleNumber is null ? found : await found.OfSaleNumberAsync(db, context.Caller(), saleNumber, context.RequestAborted);
        found = eventId is null ? found : found.OfEventId(db, context.Caller(), eventId);
        List<SaleEventRow> page = await found.OrderBy(row => row.SaleEventId).Take(rows + 1).ToListAsync(context.RequestAborted);
        return TypedResults.Ok(Paging.Cut(page, rows, row => row.SaleEventId.Value, EventAnswer.Of));
    }

    private static async Task<Results<Ok<EventAnswer>, ProblemHttpResult>> GetAsync(Guid saleEventId, HttpContext context, RetoDbContext db)
    {
        SaleEventId id = new(saleEventId);
        SaleEventRow? row = await db.Set<SaleEventRow>().VisibleTo(context.Caller())
            .SingleOrDefaultAsync(one => one.SaleEventId == id, context.RequestAborted);
        return Found.Answer("event", row, EventAnswer.Of);
    }

    private static Task<Results<Ok<EventAnswer>, ProblemHttpResult>> ReplayAsync(
        Guid saleEventId, ReplayEventRequest request, HttpContext context, Changes changes, ReplayEvent handler) =>
        changes.RunRepeatableAsync(
            context,
            transaction => handler.ExecuteAsync(transaction, context.Caller(), new SaleEventId(saleEventId), request),
            EventAnswer.Of);

    private static Task<Results<Ok<EventAnswer>, ProblemHttpResult>> EraseAsync(
        Guid saleEventId, HttpContext context, Changes changes) =>
        changes.RunRepeatableAsync(
            context,
            transaction => EraseEventBody.ExecuteAsync(transaction, context.Caller(), new SaleEventId(saleEventId)),
            EventAnswer.Of);

    private static T? OneOf<T>(FieldChecks checks, string pointer, string? text)
        where T : struct, Enum
    {
        if (text is null)
        {
            return null;
        }

        if (!Enum.TryParse(text, out T value) || value.ToString() != text)
        {
            checks.Add(pointer, "unknown_value", $"Send one of {string.Join(", ", Enum.GetNames<T>())}.");
            return null;
        }

        return value;
    }
}
