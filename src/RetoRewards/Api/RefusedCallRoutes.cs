using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Api.Documentation;
using RetoRewards.Api.Problems;
using RetoRewards.Api.Security;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;
using RetoRewards.Sales;

namespace RetoRewards.Api;

/// <summary>A call that was well signed, or an event under a known id with other content, and was refused.</summary>
/// <param name="RefusedCallId">Its id.</param>
/// <param name="ChannelId">Who told.</param>
/// <param name="Code">The stable code of the refusal.</param>
/// <param name="Detail">Why, as the caller was told.</param>
/// <param name="EventId">The event id that it named; null when it could not be read.</param>
/// <param name="Digest">SHA-256 of the body in hexadecimal digits; the body itself is not kept.</param>
/// <param name="FirstAt">When it was first refused.</param>
/// <param name="LastAt">When it was last refused.</param>
/// <param name="Times">How often the same body was refused so.</param>
internal sealed record RefusedCallAnswer(
    Guid RefusedCallId,
    Guid ChannelId,
    string Code,
    string Detail,
    string? EventId,
    string Digest,
    DateTimeOffset FirstAt,
    DateTimeOffset LastAt,
    int Times)
{
    public static RefusedCallAnswer Of(RefusedCallRow row) => new(
        row.RefusedCallId,
        row.ChannelId.Value,
        row.Code,
        row.Detail,
        row.EventId,
        Convert.ToHexStringLower(row.Digest),
        row.FirstAt,
        row.LastAt,
        row.Times);
}

/// <summary>What was told and left no event: nothing is dropped without a trace.</summary>
internal static class RefusedCallRoutes
{
    public static void MapRefusedCalls(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/refused-calls", ListAsync).WithTags("Events").Describe(
            "listRefusedCalls",
            "List well-signed calls and conflicting events that were refused, in the order in which they first came; kept for 90 days",
            new RouteExamples(
                null,
                """
                {"items":[{"refusedCallId":"0198f2c1-0d7e-7f10-b6a4-8d1c02f7e903","channelId":"0198f2a6-1f00-7a01-9c11-5e0d9b8a7c66",
                  "code":"event_conflict","detail":"The event msg_1 was told before with other content.","eventId":"msg_1",
                  "digest":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                  "firstAt":"2026-03-02T10:15:00Z","lastAt":"2026-03-02T10:20:00Z","times":2}],"nextCursor":null}
                """),
            400);

    private static async Task<Results<Ok<Page<RefusedCallAnswer>>, ProblemHttpResult>> ListAsync(
        string? limit, string? cursor, string? channelId, HttpContext context, RetoDbContext db)
    {
        FieldChecks checks = new();
        ChannelId channel = default;
        if (channelId is not null && !ChannelId.TryParse(channelId, out channel))
        {
            checks.Add("/channelId", "id_malformed", "Send the id of a channel.");
        }

        if ((Paging.Read(limit, cursor, out int rows, out byte[]? after) ?? checks.Refusal) is { } refusal)
        {
            return Problem.Of(refusal);
        }

        IQueryable<RefusedCallRow> found = db.After<RefusedCallRow>(nameof(RefusedCallRow.RefusedCallId), after).VisibleTo(context.Caller());
        found = channelId is null ? found : found.Where(row => row.ChannelId == channel);
        List<RefusedCallRow> page = await found.OrderBy(row => row.RefusedCallId).Take(rows + 1).ToListAsync(context.RequestAborted);
        return TypedResults.Ok(Paging.Cut(page, rows, row => row.RefusedCallId, RefusedCallAnswer.Of));
    }
}
