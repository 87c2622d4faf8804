using Microsoft.AspNetCore.Http.HttpResults;
using RetoRewards.Api.Documentation;
using RetoRewards.Persistence;

namespace RetoRewards.Api;

/// <summary>What happens to a sale after it: payments, deliveries, returns, refunds, cancellations, feedback.</summary>
internal static class EventRoutes
{
    public static void MapEvents(this IEndpointRouteBuilder routes)
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

    private static Task<Results<Created<SaleTakenAnswer>, Ok<SaleTakenAnswer>, ProblemHttpResult>> RecordAsync(
        EventRequest request, HttpContext context, EventPosts posts, RetoDbContext db) =>
        posts.OneAsync(context, db, request.ChannelId, request, EventReading.Read);

    private static Task<Results<Created<BulkSalesAnswer>, Ok<BulkSalesAnswer>, ProblemHttpResult>> RecordManyAsync(
        BulkEventsRequest request, HttpContext context, EventPosts posts, RetoDbContext db) =>
        posts.ManyAsync(
            context, db, request.ChannelId, request.Events, "/events", one => (one.ChannelId, one.EventId), EventReading.Read);
}
