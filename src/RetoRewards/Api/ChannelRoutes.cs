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
/// <param name="CreatedAt">When it was opened.</param>
internal sealed record ChannelAnswer(Guid ChannelId, Guid PartnerId, string Name, string NameSpace, DateTimeOffset CreatedAt)
{
    public static ChannelAnswer Of(ChannelRow row) =>
        new(row.ChannelId.Value, row.PartnerId.Value, row.Name, row.NameSpace, row.CreatedAt);
}

internal static class ChannelRoutes
{
    private const string Channel =
        """
        {"channelId":"0198f2a6-1f00-7a01-9c11-5e0d9b8a7c66","partnerId":"0198f2a4-3c5e-7b11-9d55-2f6f3a0e4c01",
         "name":"till-1","nameSpace":"shop","createdAt":"2026-03-01T09:11:00Z"}
        """;

    public static void MapChannels(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder channels = routes.MapGroup("/channels").WithTags("Channels");
        channels.MapPost("/", CreateAsync).Describe(
            "createChannel",
            "Open a till, shop or export as a channel",
            new RouteExamples("""{"name":"till-1","nameSpace":"shop"}""", Channel),
            400, 404, 409, 413, 415, 422);
        channels.MapGet("/", ListAsync).Describe(
            "listChannels", "List channels", new RouteExamples(null, $$"""{"items":[{{Channel}}],"nextCursor":null}"""), 400);
        channels.MapGet("/{channelId:id}", GetAsync).Describe("getChannel", "Read a channel", new RouteExamples(null, Channel), 404);
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
        return Found.Answer("channel", row, ChannelAnswer.Of);
    }
}
