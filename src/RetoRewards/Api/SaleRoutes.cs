using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Api.Documentation;
using RetoRewards.Api.Problems;
using RetoRewards.Api.Security;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;
using RetoRewards.Sales;

namespace RetoRewards.Api;

internal static class SaleRoutes
{
    /// <summary>The routes that tell of sales, which a workstation's key opens too.</summary>
    public static void MapSaleTelling(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder sales = routes.MapGroup("/sales").WithTags("Sales");
        sales.MapPost("/", RecordAsync).Describe(
            "recordSale", "Tell of a sale; the same event again gets the first answer", SaleExamples.Record, 400, 404, 409, 413, 415, 422);
        sales.MapPost("/bulk", RecordManyAsync).Describe(
            "recordSales", "Tell of up to 500 sales, each with an answer of its own", SaleExamples.Bulk, 400, 404, 409, 413, 415, 422);
    }

    public static void MapSales(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder sales = routes.MapGroup("/sales").WithTags("Sales");
        sales.MapGet("/", ListAsync).Describe("listSales", "List sales, or find one by your number", SaleExamples.List, 400);
        sales.MapGet("/{saleId:id}", GetAsync).Describe(
            "getSale", "Read a sale with its rewards and how they came about", SaleExamples.Get, 404);
    }

    private static Task<Results<Created<SaleTakenAnswer>, Ok<SaleTakenAnswer>, ProblemHttpResult>> RecordAsync(
        RawJson<SaleRequest> request, HttpContext context, EventPosts posts) =>
        posts.OneAsync(context, request.Value.ChannelId, request, SaleReading.Read);

    private static Task<Results<Created<BulkSalesAnswer>, Ok<BulkSalesAnswer>, ProblemHttpResult>> RecordManyAsync(
        RawJson<BulkSalesRequest> request, HttpContext context, EventPosts posts) =>
        posts.ManyAsync(
            context, request.Value.ChannelId, request.Value.Sales, request.Body, "sales", sale => (sale.ChannelId, sale.EventId), SaleReading.Read);

    private static async Task<Results<Ok<Page<SaleSummaryAnswer>>, ProblemHttpResult>> ListAsync(
        string? limit, string? cursor, string? saleNumber, HttpContext context, RetoDbContext db)
    {
        if (Paging.Read(limit, cursor, out int rows, out byte[]? after) is { } refusal)
        {
            return Problem.Of(refusal);
        }

        IQueryable<SaleRow> visible = db.After<SaleRow>(nameof(SaleRow.SaleId), after).VisibleTo(context.Caller());
        if (saleNumber is not null)
        {
            visible = visible.Where(row => row.SaleNumber == saleNumber);
        }

        List<SaleRow> found = await visible.OrderBy(row => row.SaleId).Take(rows + 1).ToListAsync(context.RequestAborted);
        return TypedResults.Ok(Paging.Cut(found, rows, row => row.SaleId.Value, SaleSummaryAnswer.Of));
    }

    private static async Task<Results<Ok<SaleDetailAnswer>, ProblemHttpResult>> GetAsync(Guid saleId, HttpContext context, RetoDbContext db)
    {
        SaleId id = new(saleId);
        SaleRow? sale = await db.Set<SaleRow>().VisibleTo(context.Caller())
            .SingleOrDefaultAsync(row => row.SaleId == id, context.RequestAborted);
        return sale is null
            ? Problem.Of(Refusal.NotFound("sale"))
            : TypedResults.Ok(await SaleDetail.ReadAsync(db, sale, Sentences.Language(context), context.RequestAborted));
    }
}
