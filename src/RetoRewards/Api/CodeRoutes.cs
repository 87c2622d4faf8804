using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Api.Documentation;
using RetoRewards.Api.Idempotency;
using RetoRewards.Api.Problems;
using RetoRewards.Api.Security;
using RetoRewards.Domain.Referrals;
using RetoRewards.Persistence;
using RetoRewards.Referrals;

namespace RetoRewards.Api;

/// <summary>A code, as it is shown.</summary>
/// <param name="Code">Ten capital letters and digits.</param>
/// <param name="Display">The same in groups, for reading aloud.</param>
/// <param name="CampaignId">For which campaign.</param>
/// <param name="ParticipantId">Whose.</param>
/// <param name="SourceTag">Which placement it stands on; empty for the participant's first code.</param>
/// <param name="IssuedAt">When it was issued.</param>
/// <param name="RevokedAt">When it was withdrawn; null while it counts.</param>
internal sealed record CodeAnswer(
    string Code,
    string Display,
    Guid CampaignId,
    Guid ParticipantId,
    string SourceTag,
    DateTimeOffset IssuedAt,
    DateTimeOffset? RevokedAt)
{
    public static CodeAnswer Of(ReferralCodeRow row) => new(
        row.Code,
        ReferralCode.FromStored(row.Code).Format(),
        row.CampaignId.Value,
        row.ParticipantId.Value,
        row.SourceTag,
        row.IssuedAt,
        row.RevokedAt);
}

internal static class CodeRoutes
{
    private const string Code =
        """
        {"code":"7KXM2Q9RTD","display":"7KX-M2Q-9RTD","campaignId":"0198f2a5-0d7e-7f10-b6a4-8d1c02f7e903",
         "participantId":"5b1f6f0e-2a6d-4c0e-9a53-7d4f0f6b1c22","sourceTag":"blog","issuedAt":"2026-03-01T09:15:00Z","revokedAt":null}
        """;

    private const string Request =
        """
        {"campaignId":"0198f2a5-0d7e-7f10-b6a4-8d1c02f7e903","participantId":"5b1f6f0e-2a6d-4c0e-9a53-7d4f0f6b1c22","sourceTag":"blog"}
        """;

    public static void MapCodes(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder codes = routes.MapGroup("/codes").WithTags("Codes");
        codes.MapPost("/", IssueAsync).Describe(
            "issueCode",
            "Issue a code; the same participant, campaign and placement get the same code again",
            new RouteExamples(Request, Code),
            400, 404, 409, 413, 415, 422);
        codes.MapGet("/{code}", GetAsync).Describe("getCode", "Read a code, as it was typed", new RouteExamples(null, Code), 404, 422);
        codes.MapDelete("/{code}", RevokeAsync).Describe("revokeCode", "Withdraw a code", new RouteExamples(null, Code), 404, 422);
    }

    private static Task<Results<Created<CodeAnswer>, Ok<CodeAnswer>, ProblemHttpResult>> IssueAsync(
        IssueCodeRequest request, HttpContext context, Posts posts, IssueCode handler) =>
        posts.RunAsync(context, async transaction =>
        {
            Outcome<CodeIssued> outcome = await handler.ExecuteAsync(transaction, context.Caller(), request);
            return outcome.Select(issued => new Made<CodeAnswer>(CodeAnswer.Of(issued.Code), issued.IsNew)
            {
                Location = ApiFace.Path("codes", issued.Code.Code),
            });
        });

    private static async Task<Results<Ok<CodeAnswer>, ProblemHttpResult>> GetAsync(string code, HttpContext context, RetoDbContext db)
    {
        ReferralCodeReading reading = ReferralCode.TryParse(code);
        if (reading is not ReferralCodeReading.Parsed parsed)
        {
            return Unreadable(reading);
        }

        string canonical = parsed.Code.Value;
        ReferralCodeRow? row = await db.VisibleCodes(context.Caller())
            .SingleOrDefaultAsync(issued => issued.Code == canonical, context.RequestAborted);
        return Found.Answer("code", row, CodeAnswer.Of);
    }

    private static async Task<Results<Ok<CodeAnswer>, ProblemHttpResult>> RevokeAsync(
        string code, HttpContext context, Changes changes, RevokeCode handler)
    {
        ReferralCodeReading reading = ReferralCode.TryParse(code);
        return reading is ReferralCodeReading.Parsed parsed
            ? await changes.RunRepeatableAsync(
                context,
                transaction => handler.ExecuteAsync(transaction, context.Caller(), parsed.Code.Value),
                CodeAnswer.Of)
            : Unreadable(reading);
    }

    private static ProblemHttpResult Unreadable(ReferralCodeReading reading) => Problem.Of(
        StatusCodes.Status422UnprocessableEntity,
        reading.Refusal ?? ReferralRefusals.CodeMalformed,
        reading is ReferralCodeReading.CheckFailed
            ? "The code was mistyped: its check character does not fit."
            : "This is no referral code: one has ten letters and digits.");
}
