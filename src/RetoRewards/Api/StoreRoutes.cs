using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Api.Documentation;
using RetoRewards.Api.Idempotency;
using RetoRewards.Api.Problems;
using RetoRewards.Api.Security;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Referrals;
using RetoRewards.Persistence;
using RetoRewards.Referrals.Links;
using RetoRewards.Referrals.Places;

namespace RetoRewards.Api;

/// <summary>The address book of a partner's stores and cities, and how a campaign's links look.</summary>
internal static class StoreRoutes
{
    private const string Store =
        """
        {"storeId":"0198f2a6-9d10-7c40-8a11-4d5e6f708192","partnerId":"0198f2a4-3c5e-7b11-9d55-2f6f3a0e4c01","name":"Harbour 1",
         "country":"GB","city":"London","cell":"gcpvj0","recordedAt":"2026-03-01T09:12:00Z"}
        """;

    private const string Settings =
        """
        "geotagPrecision":5,"title":"Coffee for two","description":"A cup for you and one for your friend.",
         "imageUrl":"https://harbour.example/two.png"
        """;

    private const string SettingsAnswer = $$"""{{{Settings}},"version":1}""";

    public static void MapStores(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder stores = routes.MapGroup("/stores").WithTags("Stores");
        stores.MapPost("/", RecordAsync).Describe(
            "recordStore",
            "Record a store, or a city, in the address book; the same again gives the same entry",
            new RouteExamples("""{"name":"Harbour 1","country":"GB","city":"London","latitude":"51.5142","longitude":"-0.0931"}""", Store),
            400, 404, 409, 413, 415, 422);
        stores.MapGet("/", ListAsync).Describe(
            "listStores", "List the address book", new RouteExamples(null, $$"""{"items":[{{Store}}],"nextCursor":null}"""), 400);
        stores.MapGet("/{storeId:id}", GetAsync).Describe("getStore", "Read an entry of the address book", new RouteExamples(null, Store), 404);
        RouteGroupBuilder settings = routes.MapGroup("/campaigns/{campaignId:id}/links").WithTags("Codes");
        settings.MapGet("/", GetSettingsAsync).Describe(
            "getLinkSettings", "Read how a campaign's links look", new RouteExamples(null, SettingsAnswer), 404);
        settings.MapPut("/", SetAsync).Describe(
            "setLinkSettings",
            "Set how a campaign's links look and how coarse their place is; If-Match: \"0\" for the first time",
            new RouteExamples($$"""{{{Settings}}}""", SettingsAnswer),
            400, 404, 412, 413, 415, 428);
    }

    private static Task<Results<Created<StoreAnswer>, Ok<StoreAnswer>, ProblemHttpResult>> RecordAsync(
        RecordStoreRequest request, HttpContext context, Posts posts, RecordStore handler) =>
        posts.RunAsync(context, async transaction =>
        {
            Outcome<StoreRecorded> outcome = await handler.ExecuteAsync(transaction, context.Caller(), request);
            return outcome.Select(recorded => new Made<StoreAnswer>(StoreAnswer.Of(recorded.Store), recorded.IsNew)
            {
                Location = ApiFace.Path("stores", recorded.Store.StoreId),
            });
        });

    private static async Task<Results<Ok<Page<StoreAnswer>>, ProblemHttpResult>> ListAsync(
        string? limit, string? cursor, HttpContext context, RetoDbContext db)
    {
        if (Paging.Read(limit, cursor, out int rows, out byte[]? after) is { } refusal)
        {
            return Problem.Of(refusal);
        }

        List<StoreRow> found = await Visible(db.After<StoreRow>(nameof(StoreRow.StoreId), after), context.Caller())
            .OrderBy(row => row.StoreId).Take(rows + 1).ToListAsync(context.RequestAborted);
        return TypedResults.Ok(Paging.Cut(found, rows, row => row.StoreId, StoreAnswer.Of));
    }

    private static async Task<Results<Ok<StoreAnswer>, ProblemHttpResult>> GetAsync(Guid storeId, HttpContext context, RetoDbContext db)
    {
        StoreRow? row = await Visible(db.Set<StoreRow>(), context.Caller())
            .SingleOrDefaultAsync(store => store.StoreId == storeId, context.RequestAborted);
        return Found.Answer("store", row, StoreAnswer.Of);
    }

    private static async Task<Results<Ok<LinkSettingsAnswer>, ProblemHttpResult>> GetSettingsAsync(
        Guid campaignId, HttpContext context, RetoDbContext db)
    {
        CampaignId id = new(campaignId);
        if (!await db.VisibleSettings(context.Caller(), id).AnyAsync(context.RequestAborted))
        {
            return Problem.Of(Refusal.NotFound("campaign"));
        }

        LinkSettingsRow? row = await db.Set<LinkSettingsRow>().SingleOrDefaultAsync(one => one.CampaignId == id, context.RequestAborted);
        LinkSettingsAnswer answer = row is null ? new LinkSettingsAnswer(GeoCell.DefaultPrecision, null, null, null, 0) : LinkSettingsAnswer.Of(row);
        context.Response.Headers.ETag = Precondition.ETag(answer.Version);
        return TypedResults.Ok(answer);
    }

    private static Task<Results<Ok<LinkSettingsAnswer>, ProblemHttpResult>> SetAsync(
        Guid campaignId, SetLinkSettingsRequest request, HttpContext context, Changes changes) =>
        changes.RunAsync(
            context,
            (transaction, expected) => SetLinkSettings.ExecuteAsync(transaction, context.Caller(), new CampaignId(campaignId), expected, request),
            LinkSettingsAnswer.Of,
            row => row.Version);

    private static IQueryable<StoreRow> Visible(IQueryable<StoreRow> rows, Caller caller) =>
        caller.Partner is { } partner ? rows.Where(store => store.PartnerId == partner) : rows;

    private static IQueryable<CampaignRow> VisibleSettings(this RetoDbContext db, Caller caller, CampaignId id)
    {
        IQueryable<CampaignRow> campaigns = db.Set<CampaignRow>().Where(row => row.CampaignId == id);
        return caller.Partner is { } partner ? campaigns.Where(row => row.PartnerId == partner) : campaigns;
    }
}
