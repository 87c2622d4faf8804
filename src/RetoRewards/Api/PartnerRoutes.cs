using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Api.Documentation;
using RetoRewards.Api.Idempotency;
using RetoRewards.Api.Problems;
using RetoRewards.Api.Security;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Ethereum;
using RetoRewards.Persistence;

namespace RetoRewards.Api;

/// <summary>A partner, as it is shown.</summary>
/// <param name="PartnerId">Its id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Wallet">The account that creates and funds its campaigns on chain, with its checksum.</param>
/// <param name="CreatedAt">Since when it is a partner.</param>
/// <param name="Version">What If-Match names, without quotes.</param>
internal sealed record PartnerAnswer(Guid PartnerId, string Name, string Wallet, DateTimeOffset CreatedAt, int Version)
{
    public static PartnerAnswer Of(PartnerRow row) => new(
        row.PartnerId.Value, row.Name, new Address(row.Wallet.ToBytes()).ToString(), row.CreatedAt, row.Version);
}

internal static class PartnerRoutes
{
    private const string Request = """{"name":"Harbour Coffee","wallet":"0x70997970C51812dc3A010C7d01b50e0d17dc79C8"}""";

    private const string Answer =
        """
        {"partnerId":"0198f2a4-3c5e-7b11-9d55-2f6f3a0e4c01","name":"Harbour Coffee",
         "wallet":"0x70997970C51812dc3A010C7d01b50e0d17dc79C8","createdAt":"2026-03-01T09:00:00Z","version":1}
        """;

    public static void MapPartners(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder partners = routes.MapGroup("/partners").WithTags("Partners");
        partners.MapPost("/", CreateAsync).ForAdministrators()
            .Describe("createPartner", "Take a partner on", new RouteExamples(Request, Answer), 400, 409, 413, 415, 422);
        partners.MapGet("/", ListAsync)
            .Describe("listPartners", "List the partners that you may see", new RouteExamples(null, $$"""{"items":[{{Answer}}],"nextCursor":null}"""), 400);
        partners.MapGet("/{partnerId:id}", GetAsync)
            .Describe("getPartner", "Read a partner", new RouteExamples(null, Answer), 404);
        partners.MapPatch("/{partnerId:id}", EditAsync)
            .Describe("editPartner", "Change a partner's name or wallet", new RouteExamples(Request, Answer), 400, 404, 412, 413, 415, 428);
    }

    private static Task<Results<Created<PartnerAnswer>, Ok<PartnerAnswer>, ProblemHttpResult>> CreateAsync(
        CreatePartnerRequest request, HttpContext context, Posts posts, CreatePartner handler) =>
        posts.RunAsync(context, transaction => Task.FromResult(handler.Execute(transaction, request).Select(row =>
            new Made<PartnerAnswer>(PartnerAnswer.Of(row), IsNew: true)
            {
                Location = ApiFace.Path("partners", row.PartnerId),
                Version = row.Version,
            })));

    private static async Task<Results<Ok<Page<PartnerAnswer>>, ProblemHttpResult>> ListAsync(
        string? limit, string? cursor, HttpContext context, RetoDbContext db)
    {
        if (Paging.Read(limit, cursor, out int rows, out byte[]? after) is { } refusal)
        {
            return Problem.Of(refusal);
        }

        IQueryable<PartnerRow> visible = db.After<PartnerRow>(nameof(PartnerRow.PartnerId), after);
        if (context.Caller().Partner is { } own)
        {
            visible = visible.Where(row => row.PartnerId == own);
        }

        List<PartnerRow> found = await visible.OrderBy(row => row.PartnerId).Take(rows + 1).ToListAsync(context.RequestAborted);
        return TypedResults.Ok(Paging.Cut(found, rows, row => row.PartnerId.Value, PartnerAnswer.Of));
    }

    private static async Task<Results<Ok<PartnerAnswer>, ProblemHttpResult>> GetAsync(
        Guid partnerId, HttpContext context, RetoDbContext db)
    {
        PartnerId id = new(partnerId);
        PartnerRow? row = context.Caller().Sees(id)
            ? await db.Set<PartnerRow>().SingleOrDefaultAsync(partner => partner.PartnerId == id, context.RequestAborted)
            : null;
        return Found.Answer(context, "partner", row, PartnerAnswer.Of, partner => partner.Version);
    }

    private static Task<Results<Ok<PartnerAnswer>, ProblemHttpResult>> EditAsync(
        Guid partnerId, EditPartnerRequest request, HttpContext context, Changes changes) =>
        changes.RunAsync(
            context,
            (transaction, expected) => EditPartner.ExecuteAsync(transaction, context.Caller(), new PartnerId(partnerId), expected, request),
            PartnerAnswer.Of,
            row => row.Version);
}
