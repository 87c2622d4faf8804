using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Api.Documentation;
using RetoRewards.Api.Idempotency;
using RetoRewards.Api.Problems;
using RetoRewards.Api.Security;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Participants;
using RetoRewards.Persistence;
using RetoRewards.Rewards;

namespace RetoRewards.Api;

internal static class CampaignRoutes
{
    public static void MapCampaigns(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder campaigns = routes.MapGroup("/campaigns").WithTags("Campaigns");
        campaigns.MapPost("/", CreateAsync).Describe(
            "createCampaign", "Make a draft with its first terms", CampaignExamples.Create, 400, 404, 409, 413, 415, 422);
        campaigns.MapGet("/", ListAsync).Describe("listCampaigns", "List campaigns", CampaignExamples.List, 400);
        campaigns.MapGet("/{campaignId:id}", GetAsync).Describe("getCampaign", "Read a campaign", CampaignExamples.Get, 404);
        campaigns.MapPatch("/{campaignId:id}", EditAsync).Describe(
            "editCampaign", "Change a campaign's name, landing address or payouts", CampaignExamples.Edit, 400, 404, 412, 413, 415, 428);
        campaigns.MapPut("/{campaignId:id}/state", ChangeStateAsync).Describe(
            "changeCampaignState", "Launch, pause, resume or end a campaign", CampaignExamples.State, 400, 404, 412, 413, 415, 422, 428);
        campaigns.MapPost("/{campaignId:id}/terms", AppendTermsAsync).Describe(
            "appendTerms", "Append a version of terms", CampaignExamples.AppendTerms, 400, 404, 409, 413, 415, 422);
        campaigns.MapGet("/{campaignId:id}/terms", ListTermsAsync).Describe(
            "listTerms", "List every version of a campaign's terms", CampaignExamples.ListTerms, 404);
        campaigns.MapGet("/{campaignId:id}/terms/{termsVersion:int}", GetTermsAsync).Describe(
            "getTerms", "Read a version of terms", CampaignExamples.GetTerms, 404);
        campaigns.MapGet("/{campaignId:id}/report", ReportAsync).Describe(
            "getCampaignReport", "See where every token of a campaign is", CampaignExamples.Report, 404);
    }

    private static Task<Results<Created<CampaignAnswer>, Ok<CampaignAnswer>, ProblemHttpResult>> CreateAsync(
        CreateCampaignRequest request, HttpContext context, Posts posts, CreateCampaign handler) =>
        posts.RunAsync(context, async transaction =>
        {
            Outcome<CampaignCreated> outcome = await handler.ExecuteAsync(transaction, context.Caller(), request);
            return outcome.Select(created => new Made<CampaignAnswer>(CampaignAnswer.Of(created.Campaign), IsNew: true)
            {
                Location = ApiFace.Path("campaigns", created.Campaign.CampaignId),
                Version = created.Campaign.Version,
            });
        });

    private static async Task<Results<Ok<Page<CampaignAnswer>>, ProblemHttpResult>> ListAsync(
        string? limit, string? cursor, HttpContext context, RetoDbContext db)
    {
        if (Paging.Read(limit, cursor, out int rows, out byte[]? after) is { } refusal)
        {
            return Problem.Of(refusal);
        }

        List<CampaignRow> found = await db.After<CampaignRow>(nameof(CampaignRow.CampaignId), after).VisibleTo(context.Caller())
            .OrderBy(row => row.CampaignId).Take(rows + 1).ToListAsync(context.RequestAborted);
        return TypedResults.Ok(Paging.Cut(found, rows, row => row.CampaignId.Value, CampaignAnswer.Of));
    }

    private static async Task<Results<Ok<CampaignAnswer>, ProblemHttpResult>> GetAsync(
        Guid campaignId, HttpContext context, RetoDbContext db) =>
        Found.Answer(
            context, "campaign", await FindAsync(db, context, campaignId), CampaignAnswer.Of, campaign => campaign.Version);

    private static Task<Results<Ok<CampaignAnswer>, ProblemHttpResult>> EditAsync(
        Guid campaignId, EditCampaignRequest request, HttpContext context, Changes changes) =>
        changes.RunAsync(
            context,
            (transaction, expected) =>
                EditCampaign.ExecuteAsync(transaction, context.Caller(), new CampaignId(campaignId), expected, request),
            CampaignAnswer.Of,
            row => row.Version);

    private static Task<Results<Ok<CampaignAnswer>, ProblemHttpResult>> ChangeStateAsync(
        Guid campaignId,
        ChangeCampaignStateRequest request,
        HttpContext context,
        Changes changes,
        ChangeCampaignState handler,
        LoadCampaigns loadCampaigns,
        TimeProvider clock) =>
        changes.RunAsync(
            context,
            async (transaction, expected) =>
            {
                CampaignId id = new(campaignId);
                bool isLaunch = request.State == CampaignState.Live && await transaction.Db.VisibleCampaigns(context.Caller())
                    .AnyAsync(row => row.CampaignId == id && row.State == CampaignState.Funded, transaction.CancellationToken);
                Refusal? refusal = !isLaunch ? null : CampaignLifeRoutes.RefuseLaunch(await LaunchReport.ReadAsync(
                    transaction.Db, loadCampaigns, id, clock.GetUtcNow(), transaction.CancellationToken));
                return refusal is not null
                    ? refusal
                    : await handler.ExecuteAsync(transaction, context.Caller(), id, expected, request);
            },
            CampaignAnswer.Of,
            row => row.Version);

    private static Task<Results<Created<TermsAnswer>, Ok<TermsAnswer>, ProblemHttpResult>> AppendTermsAsync(
        Guid campaignId, AppendTermsRequest request, HttpContext context, Posts posts, AppendTerms handler) =>
        posts.RunAsync(context, async transaction =>
        {
            Outcome<CampaignTermsRow> outcome =
                await handler.ExecuteAsync(transaction, context.Caller(), new CampaignId(campaignId), request);
            return outcome.Select(row => new Made<TermsAnswer>(TermsAnswer.Of(row), IsNew: true)
            {
                Location = ApiFace.Path("campaigns", $"{row.CampaignId}/terms/{row.TermsVersion}"),
            });
        });

    private static async Task<Results<Ok<TermsListAnswer>, ProblemHttpResult>> ListTermsAsync(
        Guid campaignId, HttpContext context, RetoDbContext db)
    {
        if (await FindAsync(db, context, campaignId) is not { } campaign)
        {
            return Problem.Of(Refusal.NotFound("campaign"));
        }

        List<CampaignTermsRow> versions = await db.Set<CampaignTermsRow>()
            .Where(row => row.CampaignId == campaign.CampaignId)
            .OrderBy(row => row.TermsVersion)
            .ToListAsync(context.RequestAborted);
        return TypedResults.Ok(new TermsListAnswer([.. versions.Select(TermsAnswer.Of)]));
    }

    private static async Task<Results<Ok<TermsAnswer>, ProblemHttpResult>> GetTermsAsync(
        Guid campaignId, int termsVersion, HttpContext context, RetoDbContext db)
    {
        CampaignRow? campaign = await FindAsync(db, context, campaignId);
        CampaignTermsRow? terms = campaign is null ? null : await db.Set<CampaignTermsRow>().SingleOrDefaultAsync(
            row => row.CampaignId == campaign.CampaignId && row.TermsVersion == termsVersion, context.RequestAborted);
        return Found.Answer("version of terms", terms, TermsAnswer.Of);
    }

    private static async Task<Results<Ok<CampaignReportAnswer>, ProblemHttpResult>> ReportAsync(
        Guid campaignId, HttpContext context, RetoDbContext db)
    {
        if (await FindAsync(db, context, campaignId) is not { } campaign)
        {
            return Problem.Of(Refusal.NotFound("campaign"));
        }

        return TypedResults.Ok(await CampaignReport.ReadAsync(db, campaign.CampaignId, context.RequestAborted));
    }

    private static Task<CampaignRow?> FindAsync(RetoDbContext db, HttpContext context, Guid campaignId)
    {
        CampaignId id = new(campaignId);
        return db.VisibleCampaigns(context.Caller()).SingleOrDefaultAsync(row => row.CampaignId == id, context.RequestAborted);
    }
}
