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

/// <summary>A new secret of a channel's webhooks.</summary>
/// <param name="ChannelSecretId">Its id, which is no secret.</param>
/// <param name="Secret">The secret itself, shown this once; null in the repetition of an answer.</param>
/// <param name="CreatedAt">From when on it is taken.</param>
internal sealed record NewChannelSecretAnswer(Guid ChannelSecretId, string? Secret, DateTimeOffset CreatedAt);

/// <summary>A new key of a workstation.</summary>
/// <param name="ChannelKeyId">Its id, which is no secret.</param>
/// <param name="Name">The workstation.</param>
/// <param name="Secret">The key itself, shown this once; null in the repetition of an answer, since it is stored nowhere.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record NewChannelKeyAnswer(Guid ChannelKeyId, string Name, string? Secret, DateTimeOffset CreatedAt);

/// <summary>A workstation's key, as it is shown.</summary>
/// <param name="ChannelKeyId">Its id, which is no secret.</param>
/// <param name="Name">The workstation.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="RevokedAt">When it ended; null while it is live.</param>
internal sealed record ChannelKeyAnswer(Guid ChannelKeyId, string Name, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt)
{
    public static ChannelKeyAnswer Of(ChannelKeyRow row) => new(row.ChannelKeyId, row.Name, row.CreatedAt, row.RevokedAt);
}

internal static class ChannelSecretRoutes
{
    private const string Key =
        """
        {"channelKeyId":"0198f2a6-5a10-7c33-8a52-0e61c4b0a702","name":"desk 3","createdAt":"2026-03-01T09:15:00Z","revokedAt":null}
        """;

    private const string NewKey =
        """
        {"channelKeyId":"0198f2a6-5a10-7c33-8a52-0e61c4b0a702","name":"desk 3",
         "secret":"reto_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","createdAt":"2026-03-01T09:15:00Z"}
        """;

    private const string NewSecret =
        """
        {"channelSecretId":"0198f2a6-6b20-7c33-8a52-0e61c4b0a703","secret":"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
         "createdAt":"2026-03-01T09:16:00Z"}
        """;

    public static void MapChannelSecrets(this RouteGroupBuilder channels)
    {
        channels.MapPost("/{channelId:id}/secrets", RotateAsync).Describe(
            "rotateChannelSecret",
            "Give a channel's webhooks a new secret; the one before stays good until a date",
            new RouteExamples("""{"previousEndsAt":"2026-03-08T00:00:00Z"}""", NewSecret),
            400, 404, 409, 413, 415, 422);
        channels.MapPost("/{channelId:id}/keys", CreateKeyAsync).Describe(
            "createChannelKey", "Make a key of a workstation", new RouteExamples("""{"name":"desk 3"}""", NewKey), 400, 404, 409, 413, 415, 422);
        channels.MapGet("/{channelId:id}/keys", ListKeysAsync).Describe(
            "listChannelKeys",
            "List the keys of a channel's workstations",
            new RouteExamples(null, $$"""{"items":[{{Key}}],"nextCursor":null}"""),
            400, 404);
        channels.MapDelete("/{channelId:id}/keys/{channelKeyId:id}", RevokeKeyAsync).Describe(
            "revokeChannelKey", "End a workstation's key at once", new RouteExamples(null, Key), 404);
    }

    private static async Task<Results<Created<NewChannelSecretAnswer>, Ok<NewChannelSecretAnswer>, ProblemHttpResult>> RotateAsync(
        Guid channelId,
        RotateChannelSecretRequest request,
        HttpContext context,
        Posts posts,
        RotateChannelSecret handler,
        ChannelDirectory directory)
    {
        ChannelId id = new(channelId);
        Results<Created<NewChannelSecretAnswer>, Ok<NewChannelSecretAnswer>, ProblemHttpResult> answer = await posts.RunAsync(
            context,
            async transaction =>
            {
                Outcome<ChannelSecretSet> outcome = await handler.ExecuteAsync(transaction, context.Caller(), id, request);
                return outcome.Select(set =>
                {
                    NewChannelSecretAnswer made = new(set.Row.ChannelSecretId, set.Text, set.Row.CreatedAt);
                    return new Made<NewChannelSecretAnswer>(made, IsNew: true) { Kept = made with { Secret = null } };
                });
            });
        directory.Forget(id);
        return answer;
    }

    private static Task<Results<Created<NewChannelKeyAnswer>, Ok<NewChannelKeyAnswer>, ProblemHttpResult>> CreateKeyAsync(
        Guid channelId, CreateChannelKeyRequest request, HttpContext context, Posts posts, ChannelKeys handler) =>
        posts.RunAsync(context, async transaction =>
        {
            Outcome<ChannelKeyCreated> outcome = await handler.CreateAsync(
                transaction, context.Caller(), new ChannelId(channelId), request);
            return outcome.Select(created =>
            {
                NewChannelKeyAnswer made = new(created.Row.ChannelKeyId, created.Row.Name, created.Secret.Text, created.Row.CreatedAt);
                return new Made<NewChannelKeyAnswer>(made, IsNew: true) { Kept = made with { Secret = null } };
            });
        });

    private static async Task<Results<Ok<Page<ChannelKeyAnswer>>, ProblemHttpResult>> ListKeysAsync(
        Guid channelId, string? limit, string? cursor, HttpContext context, RetoDbContext db)
    {
        ChannelId id = new(channelId);
        if (Paging.Read(limit, cursor, out int rows, out byte[]? after) is { } refusal)
        {
            return Problem.Of(refusal);
        }

        if (!await db.Set<ChannelRow>().VisibleTo(context.Caller()).AnyAsync(row => row.ChannelId == id, context.RequestAborted))
        {
            return Problem.Of(Refusal.NotFound("channel"));
        }

        List<ChannelKeyRow> found = await db.After<ChannelKeyRow>(nameof(ChannelKeyRow.ChannelKeyId), after)
            .Where(row => row.ChannelId == id).OrderBy(row => row.ChannelKeyId).Take(rows + 1).ToListAsync(context.RequestAborted);
        return TypedResults.Ok(Paging.Cut(found, rows, row => row.ChannelKeyId, ChannelKeyAnswer.Of));
    }

    private static Task<Results<Ok<ChannelKeyAnswer>, ProblemHttpResult>> RevokeKeyAsync(
        Guid channelId, Guid channelKeyId, HttpContext context, Changes changes, ChannelKeys handler) =>
        changes.RunRepeatableAsync(
            context,
            transaction => handler.RevokeAsync(transaction, context.Caller(), new ChannelId(channelId), channelKeyId),
            ChannelKeyAnswer.Of);
}
