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

internal static class SaleRoutes
{
    public static void MapSales(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder sales = routes.MapGroup("/sales").WithTags("Sales");
        sales.MapPost("/", RecordAsync).Describe(
            "recordSale", "Tell of a sale; the same event again gets the first answer", SaleExamples.Record, 400, 404, 409, 413, 415, 422);
        sales.MapPost("/bulk", RecordManyAsync).Describe(
            "recordSales", "Tell of up to 500 sales, each with an answer of its own", SaleExamples.Bulk, 400, 404, 409, 413, 415, 422);
        sales.MapGet("/", ListAsync).Describe("listSales", "List sales, or find one by your number", SaleExamples.List, 400);
        sales.MapGet("/{saleId:id}", GetAsync).Describe(
            "getSale", "Read a sale with its rewards and how they came about", SaleExamples.Get, 404);
    }

    private static async Task<Results<Created<SaleTakenAnswer>, Ok<SaleTakenAnswer>, ProblemHttpResult>> RecordAsync(
        SaleRequest request, HttpContext context, Posts posts, RecordSales handler, RetoDbContext db)
    {
        (ChannelRow? channel, Refusal? refusal) = await FindChannelAsync(db, context, request.ChannelId);
        if (channel is null)
        {
            return Problem.Of(refusal!);
        }

        return await posts.RunRepeatableAsync<SaleTakenAnswer>(context, async cancellationToken =>
        {
            (SaleSubmission? submission, SaleAnswer.Refused? unread) = SaleReading.Read(request);
            SaleAnswer answer = submission is null ? unread! : (await handler.ExecuteAsync(channel, [submission], cancellationToken))[0];
            return answer switch
            {
                SaleAnswer.Recorded recorded => new Made<SaleTakenAnswer>(
                    new SaleTakenAnswer(recorded.SaleId.Value, recorded.SaleEventId.Value, null), IsNew: true)
                {
                    Location = ApiFace.Path("sales", recorded.SaleId),
                },
                SaleAnswer.Repeated repeated => new Made<SaleTakenAnswer>(
                    new SaleTakenAnswer(repeated.SaleId.Value, repeated.SaleEventId.Value, repeated.Outcome?.Code()), IsNew: false),
                SaleAnswer.Refused refused => SaleProblems.Refuse(refused),
                _ => throw new InvalidOperationException("No such answer."),
            };
        });
    }

    private static async Task<Results<Created<BulkSalesAnswer>, Ok<BulkSalesAnswer>, ProblemHttpResult>> RecordManyAsync(
        BulkSalesRequest request, HttpContext context, Posts posts, RecordSales handler, RetoDbContext db)
    {
        if (request.Sales is not { Count: > 0 and <= RecordSales.MaxSubmissions } sales)
        {
            FieldChecks checks = new();
            checks.Add("/sales", "out_of_range", $"Send 1 to {RecordSales.MaxSubmissions} sales.");
            return Problem.Of(checks.Refusal!);
        }

        (ChannelRow? channel, Refusal? refusal) = await FindChannelAsync(db, context, request.ChannelId);
        if (channel is null)
        {
            return Problem.Of(refusal!);
        }

        return await posts.RunRepeatableAsync<BulkSalesAnswer>(context, async cancellationToken =>
        {
            SaleAnswer[] answers = await RecordAllAsync(channel, sales, handler, cancellationToken);
            return new Made<BulkSalesAnswer>(
                new BulkSalesAnswer([.. answers.Select((answer, index) => BulkSaleAnswer.Of(sales[index]?.EventId, answer))]),
                IsNew: false);
        });
    }

    /// <summary>Hands the readable ones on together, and puts every answer where its sale stood.</summary>
    private static async Task<SaleAnswer[]> RecordAllAsync(
        ChannelRow channel, IReadOnlyList<SaleRequest?> sales, RecordSales handler, CancellationToken cancellationToken)
    {
        SaleAnswer[] answers = new SaleAnswer[sales.Count];
        List<(int Index, SaleSubmission Submission)> readable = new(sales.Count);
        for (int index = 0; index < sales.Count; index++)
        {
            if (sales[index]?.ChannelId is { } named && named != channel.ChannelId.Value)
            {
                answers[index] = new SaleAnswer.Refused("channel_differs", "The sales of one request are one channel's.");
                continue;
            }

            (SaleSubmission? submission, SaleAnswer.Refused? refusal) = SaleReading.Read(sales[index]);
            if (submission is null)
            {
                answers[index] = refusal!;
                continue;
            }

            readable.Add((index, submission));
        }

        if (readable.Count > 0)
        {
            SaleAnswer[] recorded = await handler.ExecuteAsync(
                channel, [.. readable.Select(sale => sale.Submission)], cancellationToken);
            for (int index = 0; index < recorded.Length; index++)
            {
                answers[readable[index].Index] = recorded[index];
            }
        }

        return answers;
    }

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
            : TypedResults.Ok(await SaleDetail.ReadAsync(db, sale, context.RequestAborted));
    }

    private static async Task<(ChannelRow? Channel, Refusal? Refusal)> FindChannelAsync(
        RetoDbContext db, HttpContext context, Guid? channelId)
    {
        if (channelId is not { } given || given == Guid.Empty)
        {
            FieldChecks checks = new();
            checks.Add("/channelId", "required", "Say which channel tells.");
            return (null, checks.Refusal);
        }

        ChannelId id = new(given);
        ChannelRow? channel = await db.Set<ChannelRow>().VisibleTo(context.Caller())
            .SingleOrDefaultAsync(row => row.ChannelId == id, context.RequestAborted);
        return (channel, channel is null ? Refusal.NotFound("channel") : null);
    }
}
