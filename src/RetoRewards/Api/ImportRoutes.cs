using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Api.Documentation;
using RetoRewards.Api.Idempotency;
using RetoRewards.Api.Problems;
using RetoRewards.Api.Security;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;
using RetoRewards.Sales;
using RetoRewards.Sales.Files;

namespace RetoRewards.Api;

/// <summary>Files of sales over the API: the body is the file itself.</summary>
internal static class ImportRoutes
{
    private const string Import =
        """
        {"importId":"0198f2c0-1f00-7a01-9c11-5e0d9b8a7c66","channelId":"0198f2a6-1f00-7a01-9c11-5e0d9b8a7c66","fileName":"march.csv",
         "format":"Csv","state":"Done","isDryRun":false,"createdAt":"2026-03-01T09:11:00Z","finishedAt":"2026-03-01T09:11:02Z",
         "refusedBecause":null,"rows":337,"outcomes":{"recorded":330,"refused:row_malformed":7}}
        """;

    public static void MapImports(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder imports = routes.MapGroup("/imports").WithTags("Imports");
        imports.MapPost("/", TakeAsync)
            .Describe(
                "importFile",
                "Give a file of sales: CSV, NDJSON or XLSX by the ending of its name",
                new RouteExamples(null, Import),
                400, 404, 413, 415, 422)
            .Accepts<string>(AnyMediaType)
            .KeepNoAnswer();
        imports.MapGet("/", ListAsync).Describe(
            "listImports", "List the files", new RouteExamples(null, $$"""{"items":[{{Import}}],"nextCursor":null}"""), 400);
        imports.MapGet("/{importId:id}", GetAsync).Describe(
            "getImport", "Read how far a file has come", new RouteExamples(null, Import), 404);
        imports.MapGet("/{importId:id}/result", ResultAsync)
            .Describe("getImportResult", "Download what became of every row", new RouteExamples(null, "{}"), 404)
            .Produces<string>(StatusCodes.Status200OK, "text/csv");
    }

    /// <summary>The ending of the name says what the file is; browsers and tools disagree on its media type.</summary>
    private const string AnyMediaType = "*/*";

    private static async Task<Results<Accepted<ImportAnswer>, ProblemHttpResult>> TakeAsync(
        Guid? channelId, string? fileName, string? mapping, bool? dryRun, HttpContext context, RetoDbContext db, TakeFile handler,
        IOptions<ImportOptions> options)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = options.Value.MaxFileBytes;
        }

        FieldChecks checks = new();
        Guid id = checks.Required("/channelId", channelId);
        string name = checks.Text("/fileName", fileName, ImportConfiguration.MaxFileNameLength);
        if (checks.Refusal is { } refusal)
        {
            return Problem.Of(refusal);
        }

        ChannelRow? channel = await FindChannelAsync(db, context, id);
        if (channel is null)
        {
            return Problem.Of(Refusal.NotFound("channel"));
        }

        Outcome<ImportRow> outcome = await handler.ExecuteAsync(
            channel, new FileToImport(name, FileFormats.OfName(name), mapping, dryRun ?? false), context.Request.Body, context.RequestAborted);
        return outcome switch
        {
            Outcome<ImportRow>.Done done => TypedResults.Accepted(
                ApiFace.Path("imports", done.Value.ImportId), ImportAnswer.Of(done.Value)),
            Outcome<ImportRow>.Refused refused => Problem.Of(refused.Why),
            _ => throw new InvalidOperationException("An outcome is done or refused."),
        };
    }

    private static async Task<Results<Ok<Page<ImportAnswer>>, ProblemHttpResult>> ListAsync(
        string? limit, string? cursor, HttpContext context, RetoDbContext db)
    {
        if (Paging.Read(limit, cursor, out int rows, out byte[]? after) is { } refusal)
        {
            return Problem.Of(refusal);
        }

        List<ImportRow> found = await db.After<ImportRow>(nameof(ImportRow.ImportId), after).VisibleTo(db, context.Caller())
            .OrderBy(row => row.ImportId).Take(rows + 1).ToListAsync(context.RequestAborted);
        return TypedResults.Ok(Paging.Cut(found, rows, row => row.ImportId, ImportAnswer.Of));
    }

    private static async Task<Results<Ok<ImportAnswer>, ProblemHttpResult>> GetAsync(Guid importId, HttpContext context, RetoDbContext db) =>
        await FindAsync(db, context, importId) is { } row
            ? TypedResults.Ok(await ImportAnswer.ReadAsync(db, row, context.RequestAborted))
            : Problem.Of(Refusal.NotFound("import"));

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> ResultAsync(Guid importId, HttpContext context, RetoDbContext db)
    {
        if (await FindAsync(db, context, importId) is not { } row)
        {
            return Problem.Of(Refusal.NotFound("import"));
        }

        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"import-{row.ImportId:D}.csv\"";
        await using StreamWriter writer = new(context.Response.Body);
        await ImportResult.WriteAsync(db, row, writer, context.RequestAborted);
        return TypedResults.Empty;
    }

    private static Task<ImportRow?> FindAsync(RetoDbContext db, HttpContext context, Guid importId) =>
        db.Set<ImportRow>().VisibleTo(db, context.Caller()).SingleOrDefaultAsync(row => row.ImportId == importId, context.RequestAborted);

    private static Task<ChannelRow?> FindChannelAsync(RetoDbContext db, HttpContext context, Guid channelId)
    {
        ChannelId id = new(channelId);
        return db.Set<ChannelRow>().VisibleTo(context.Caller()).SingleOrDefaultAsync(row => row.ChannelId == id, context.RequestAborted);
    }
}
