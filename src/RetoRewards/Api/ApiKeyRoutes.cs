using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Api.Documentation;
using RetoRewards.Api.Idempotency;
using RetoRewards.Api.Problems;
using RetoRewards.Api.Security;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Persistence;

namespace RetoRewards.Api;

/// <summary>A key, as it is shown.</summary>
/// <param name="ApiKeyId">Its id, which is no secret.</param>
/// <param name="Name">What it is for.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="RevokedAt">When it ended; null while it is live.</param>
internal sealed record ApiKeyAnswer(Guid ApiKeyId, string Name, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt)
{
    public static ApiKeyAnswer Of(ApiKeyRow row) => new(row.ApiKeyId, row.Name, row.CreatedAt, row.RevokedAt);
}

/// <summary>A new key.</summary>
/// <param name="ApiKeyId">Its id, which is no secret.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Secret">The key itself, shown this once; null in the repetition of an answer, since it is stored nowhere.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record NewApiKeyAnswer(Guid ApiKeyId, string Name, string? Secret, DateTimeOffset CreatedAt);

internal static class ApiKeyRoutes
{
    private const string Key =
        """
        {"apiKeyId":"0198f2a4-4a10-7c33-8a52-0e61c4b0a702","name":"till server","createdAt":"2026-03-01T09:05:00Z","revokedAt":null}
        """;

    private const string NewKey =
        """
        {"apiKeyId":"0198f2a4-4a10-7c33-8a52-0e61c4b0a702","name":"till server",
         "secret":"reto_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","createdAt":"2026-03-01T09:05:00Z"}
        """;

    public static void MapApiKeys(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder keys = routes.MapGroup("/partners/{partnerId:id}/api-keys").WithTags("API keys");
        keys.MapPost("/", CreateAsync).Describe(
            "createApiKey", "Make a key of a partner", new RouteExamples("""{"name":"till server"}""", NewKey), 400, 404, 409, 413, 415, 422);
        keys.MapGet("/", ListAsync).Describe(
            "listApiKeys", "List a partner's keys", new RouteExamples(null, $$"""{"items":[{{Key}}],"nextCursor":null}"""), 400, 404);
        keys.MapDelete("/{apiKeyId:id}", RevokeAsync).Describe(
            "revokeApiKey", "End a key at once", new RouteExamples(null, Key), 404);
    }

    private static Task<Results<Created<NewApiKeyAnswer>, Ok<NewApiKeyAnswer>, ProblemHttpResult>> CreateAsync(
        Guid partnerId, CreateApiKeyRequest request, HttpContext context, Posts posts, CreateApiKey handler) =>
        posts.RunAsync(context, async transaction =>
        {
            Outcome<ApiKeyCreated> outcome = await handler.ExecuteAsync(transaction, context.Caller(), new PartnerId(partnerId), request);
            return outcome.Select(created =>
            {
                NewApiKeyAnswer answer = new(created.Key.ApiKeyId, created.Key.Name, created.Secret.Text, created.Key.CreatedAt);
                return new Made<NewApiKeyAnswer>(answer, IsNew: true) { Kept = answer with { Secret = null } };
            });
        });

    private static async Task<Results<Ok<Page<ApiKeyAnswer>>, ProblemHttpResult>> ListAsync(
        Guid partnerId, string? limit, string? cursor, HttpContext context, RetoDbContext db)
    {
        PartnerId partner = new(partnerId);
        if (Paging.Read(limit, cursor, out int rows, out byte[]? after) is { } refusal)
        {
            return Problem.Of(refusal);
        }

        if (!context.Caller().Sees(partner)
            || !await db.Set<PartnerRow>().AnyAsync(row => row.PartnerId == partner, context.RequestAborted))
        {
            return Problem.Of(Refusal.NotFound("partner"));
        }

        List<ApiKeyRow> found = await db.After<ApiKeyRow>(nameof(ApiKeyRow.ApiKeyId), after)
            .Where(row => row.PartnerId == partner)
            .OrderBy(row => row.ApiKeyId).Take(rows + 1).ToListAsync(context.RequestAborted);
        return TypedResults.Ok(Paging.Cut(found, rows, row => row.ApiKeyId, ApiKeyAnswer.Of));
    }

    private static Task<Results<Ok<ApiKeyAnswer>, ProblemHttpResult>> RevokeAsync(
        Guid partnerId, Guid apiKeyId, HttpContext context, Changes changes, RevokeApiKey handler) =>
        changes.RunRepeatableAsync(
            context,
            transaction => handler.ExecuteAsync(transaction, context.Caller(), new PartnerId(partnerId), apiKeyId),
            ApiKeyAnswer.Of);
}
