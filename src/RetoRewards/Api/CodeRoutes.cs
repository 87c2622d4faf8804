using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Api.Documentation;
using RetoRewards.Api.Idempotency;
using RetoRewards.Api.Links;
using RetoRewards.Api.Problems;
using RetoRewards.Api.Security;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Referrals;
using RetoRewards.Persistence;
using RetoRewards.Referrals;
using RetoRewards.Referrals.Links;

namespace RetoRewards.Api;

internal static class CodeRoutes
{
    private const string Code =
        """
        {"code":"7KXM2Q9RTD","display":"7KX-M2Q-9RTD","kind":"Generated","campaignId":"0198f2a5-0d7e-7f10-b6a4-8d1c02f7e903",
         "participantId":"5b1f6f0e-2a6d-4c0e-9a53-7d4f0f6b1c22","employerId":null,"sourceTag":"blog","geoCell":"gcpvj","country":"GB",
         "city":"London","link":"/r/7KXM2Q9RTD?g=gcpvj.blog.0123456789abcdef","issuedAt":"2026-03-01T09:15:00Z","validFrom":null,
         "expiresAt":null,"revokedAt":null}
        """;

    private const string Request =
        """
        {"campaignId":"0198f2a5-0d7e-7f10-b6a4-8d1c02f7e903","participantId":"5b1f6f0e-2a6d-4c0e-9a53-7d4f0f6b1c22","sourceTag":"blog",
         "place":{"country":"GB","city":"London"}}
        """;

    private const string Share =
        """
        {"link":"https://go.example/r/7KXM2Q9RTD","text":"Spring: 7KX-M2Q-9RTD","qrSvg":"https://go.example/r/7KXM2Q9RTD/qr.svg",
         "qrPng":"https://go.example/r/7KXM2Q9RTD/qr.png","till":"https://go.example/till?code=7KXM2Q9RTD",
         "networks":[{"network":"telegram","url":"https://t.me/share/url?url=https%3A%2F%2Fgo.example%2Fr%2F7KXM2Q9RTD%3Fm%3Dtelegram"}]}
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
        codes.MapGet("/{code}/share", ShareAsync).Describe(
            "shareCode", "Link, QR codes, till deep link and an address for each social network", new RouteExamples(null, Share), 404, 422);
        codes.MapDelete("/{code}", RevokeAsync).Describe("revokeCode", "Withdraw a code", new RouteExamples(null, Code), 404, 422);
    }

    private static Task<Results<Created<CodeAnswer>, Ok<CodeAnswer>, ProblemHttpResult>> IssueAsync(
        IssueCodeRequest request, HttpContext context, Posts posts, IssueCode handler, LinkKeys keys) =>
        posts.RunAsync(context, async transaction =>
        {
            Outcome<CodeIssued> outcome = await handler.ExecuteAsync(transaction, context.Caller(), request);
            return outcome.Select(issued => new Made<CodeAnswer>(CodeAnswer.Of(issued.Code, keys), issued.IsNew)
            {
                Location = ApiFace.Path("codes", issued.Code.Code),
            });
        });

    private static async Task<Results<Ok<CodeAnswer>, ProblemHttpResult>> GetAsync(
        string code, HttpContext context, RetoDbContext db, LinkKeys keys)
    {
        TypedCode typed = TypedCode.Read(code);
        if (LinkPages.CodeOf(typed) is not { } stored)
        {
            return Unreadable(typed);
        }

        ReferralCodeRow? row = await db.VisibleCodes(context.Caller())
            .SingleOrDefaultAsync(issued => issued.Code == stored, context.RequestAborted);
        return Found.Answer("code", row, found => CodeAnswer.Of(found, keys));
    }

    private static async Task<Results<Ok<ShareAnswer>, ProblemHttpResult>> ShareAsync(
        string code, HttpContext context, RetoDbContext db, LinkKeys keys, IOptions<ReferralLinkOptions> options)
    {
        TypedCode typed = TypedCode.Read(code);
        if (LinkPages.CodeOf(typed) is not { } stored)
        {
            return Unreadable(typed);
        }

        ReferralCodeRow? row = await db.VisibleCodes(context.Caller())
            .SingleOrDefaultAsync(issued => issued.Code == stored, context.RequestAborted);
        if (row is null)
        {
            return Problem.Of(Refusal.NotFound("code"));
        }

        string name = await db.Set<CampaignRow>().Where(campaign => campaign.CampaignId == row.CampaignId)
            .Select(campaign => campaign.Name).SingleAsync(context.RequestAborted);
        LinkSettingsRow? settings = await db.Set<LinkSettingsRow>()
            .SingleOrDefaultAsync(one => one.CampaignId == row.CampaignId, context.RequestAborted);
        string host = LinkPages.Host(context, options.Value.PublicUrl.TrimEnd('/'));
        return TypedResults.Ok(ShareAnswer.Of(host, CodeAnswer.LinkOf(row, keys), row.Display(), settings?.Title ?? name));
    }

    private static async Task<Results<Ok<CodeAnswer>, ProblemHttpResult>> RevokeAsync(
        string code, HttpContext context, Changes changes, RevokeCode handler, LinkKeys keys)
    {
        TypedCode typed = TypedCode.Read(code);
        return LinkPages.CodeOf(typed) is { } stored
            ? await changes.RunRepeatableAsync(
                context,
                transaction => handler.ExecuteAsync(transaction, context.Caller(), stored),
                row => CodeAnswer.Of(row, keys))
            : Unreadable(typed);
    }

    private static ProblemHttpResult Unreadable(TypedCode typed) => Problem.Of(
        StatusCodes.Status422UnprocessableEntity,
        typed.Refusal ?? ReferralRefusals.CodeMalformed,
        typed.Refusal == ReferralRefusals.CodeCheckFailed
            ? "The code was mistyped: its check character does not fit."
            : "This is no referral code: one has ten letters and digits, a promo code 4 to 24.");
}
