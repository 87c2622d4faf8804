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

/// <summary>A channel, as it is shown.</summary>
/// <param name="ChannelId">Its id.</param>
/// <param name="PartnerId">Whose channel.</param>
/// <param name="Name">Its permanent name.</param>
/// <param name="NameSpace">Channels with the same name space speak of the same sale numbers.</param>
/// <param name="Kind">Who tells on it: Own, Till, File, Stripe, Shopify, WooCommerce, Square or Chain.</param>
/// <param name="NotificationUrl">The address that the shop calls, where its signature covers it.</param>
/// <param name="MaxSaleMinorUnits">The largest sale, in minor units of its currency; null without a limit.</param>
/// <param name="RequestsPerSecond">Requests a second; null without a limit of its own.</param>
/// <param name="CreatedAt">When it was opened.</param>
/// <param name="ClosedAt">When it was closed; null while it tells.</param>
internal sealed record ChannelAnswer(
    Guid ChannelId,
    Guid PartnerId,
    string Name,
    string NameSpace,
    ChannelKind Kind,
    string? NotificationUrl,
    long? MaxSaleMinorUnits,
    int? RequestsPerSecond,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ClosedAt)
{
    public static ChannelAnswer Of(ChannelRow row) => new(
        row.ChannelId.Value,
        row.PartnerId.Value,
        row.Name,
        row.NameSpace,
        row.Kind,
        row.NotificationUrl,
        row.MaxSaleMinorUnits,
        row.RequestsPerSecond,
        row.CreatedAt,
        row.ClosedAt);
}

internal static class ChannelRoutes
{
    private const string Channel =
        """
        {"channelId":"0198f2a6-1f00-7a01-9c11-5e0d9b8a7c66","partnerId":"0198f2a4-3c5e-7b11-9d55-2f6f3a0e4c01",
         "name":"till-1","nameSpace":"shop","kind":"Till","notificationUrl":null,"maxSaleMinorUnits":500000,"requestsPerSecond":50,
         "createdAt":"2026-03-01T09:11:00Z","closedAt":null}
        """;

    public static void MapChannels(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder channels = routes.MapGroup("/channels").WithTags("Channels");
        channels.MapPost("/", CreateAsync).Describe(
            "createChannel",
            "Open a till, shop or export as a channel",
            new RouteExamples("""{"name":"till-1","nameSpace":"shop","kind":"Till","maxSaleMinorUnits":500000}""", Channel),
            400, 404, 409, 413, 415, 422);
        channels.MapGet("/", ListAsync).Describe(
            "listChannels", "List channels", new RouteExamples(null, $$"""{"items":[{{Channel}}],"nextCursor":null}"""), 400);
        channels.MapGet("/{channelId:id}", GetAsync).Describe("getChannel", "Read a channel", new RouteExamples(null, Channel), 404);
        channels.MapPut("/{channelId:id}", EditAsync).Describe(
            "editChannel",
            "Change a channel's limits, or close it",
            new RouteExamples("""{"notificationUrl":null,"maxSaleMinorUnits":500000,"requestsPerSecond":50,"closed":false}""", Channel),
            400, 404, 412, 413, 415, 428);
        channels.MapChannelSecrets();
    }

    private static Task<Results<Created<ChannelAnswer>, Ok<ChannelAnswer>, ProblemHttpResult>> CreateAsync(
        CreateChannelRequest request, HttpContext context, Posts posts, CreateChannel handler) =>
        posts.RunAsync(context, async transaction =>
        {
            Outcome<ChannelRow> outcome = await handler.ExecuteAsync(transaction, context.Caller(), request);
            return outcome.Select(row => new Made<ChannelAnswer>(ChannelAnswer.Of(row), IsNew: true)
            {
                Location = ApiFace.Path("channels", row.ChannelId),
            });
        });

    private static async Task<Results<Ok<Page<ChannelAnswer>>, ProblemHttpResult>> ListAsync(
        string? limit, string? cursor, HttpContext context, RetoDbContext db)
    {
        if (Paging.Read(limit, cursor, out int rows, out byte[]? after) is { } refusal)
        {
            return Problem.Of(refusal);
        }

        List<ChannelRow> found = await db.After<ChannelRow>(nameof(ChannelRow.ChannelId), after).VisibleTo(context.Caller())
            .OrderBy(row => row.ChannelId).Take(rows + 1).ToListAsync(context.RequestAborted);
        return TypedResults.Ok(Paging.Cut(found, rows, row => row.ChannelId.Value, ChannelAnswer.Of));
    }

    private static async Task<Results<Ok<ChannelAnswer>, ProblemHttpResult>> GetAsync(Guid channelId, HttpContext context, RetoDbContext db)
    {
        ChannelId id = new(channelId);
        ChannelRow? row = await db.Set<ChannelRow>().VisibleTo(context.Caller())
            .SingleOrDefaultAsync(channel => channel.ChannelId == id, context.RequestAborted);
        return Found.Answer(context, "channel", row, ChannelAnswer.Of, channel => channel.Version);
    }

    private static async Task<Results<Ok<ChannelAnswer>, ProblemHttpResult>> EditAsync(
        Guid channelId, EditChannelRequest request, HttpContext context, Changes changes, EditChannel handler, ChannelDirectory directory)
    {
        ChannelId id = new(channelId);
        Results<Ok<ChannelAnswer>, ProblemHttpResult> answer = await changes.RunAsync(
            context,
            (transaction, version) => handler.ExecuteAsync(transaction, context.Caller(), id, version, request),
            ChannelAnswer.Of,
            row => row.Version);
        directory.Forget(id);
        return answer;
    }
}
