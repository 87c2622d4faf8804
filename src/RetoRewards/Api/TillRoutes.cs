using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Api.Documentation;
using RetoRewards.Api.Idempotency;
using RetoRewards.Api.Problems;
using RetoRewards.Api.Security;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;
using RetoRewards.Sales;
using RetoRewards.Sales.Tills;

namespace RetoRewards.Api;

/// <summary>A till, as it is shown.</summary>
/// <param name="TillKeyId">Its id, which it names in what it sends.</param>
/// <param name="ChannelId">The channel that it tells on.</param>
/// <param name="ChannelName">What the channel is called; null in a list.</param>
/// <param name="Name">What the till is called.</param>
/// <param name="CreatedAt">When it was registered.</param>
/// <param name="RevokedAt">When it ended; null while it is live.</param>
internal sealed record TillAnswer(
    Guid TillKeyId, Guid ChannelId, string? ChannelName, string Name, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt)
{
    public static TillAnswer Of(TillKeyRow row) => Of(row, null);

    public static TillAnswer Of(TillKeyRow row, string? channelName) =>
        new(row.TillKeyId, row.ChannelId.Value, channelName, row.Name, row.CreatedAt, row.RevokedAt);
}

/// <summary>Sales that a till sends, signed as a whole.</summary>
/// <param name="TillKeyId">The till.</param>
/// <param name="Sales">1 to 500 sales.</param>
internal sealed record TillBatchRequest(Guid? TillKeyId, IReadOnlyList<SaleRequest?>? Sales);

internal static class TillRoutes
{
    /// <summary>The header that carries the till's signature over the body: base64 of r and s, ECDSA on P-256 with SHA-256.</summary>
    public const string SignatureHeader = "Till-Signature";

    private const string Till =
        """
        {"tillKeyId":"0198f2a6-7c30-7c33-8a52-0e61c4b0a704","channelId":"0198f2a6-1f00-7a01-9c11-5e0d9b8a7c66","channelName":"till-1",
         "name":"Front desk","createdAt":"2026-03-01T09:11:00Z","revokedAt":null}
        """;

    private const string NewTill =
        """
        {"name":"Front desk",
         "publicKey":"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q=="}
        """;

    private const string Batch =
        """
        {"tillKeyId":"0198f2a6-7c30-7c33-8a52-0e61c4b0a704","sales":[{"eventId":"0198f2a6/R-17","saleNumber":"R-17",
         "soldAt":"2026-03-02T10:15:00Z","currency":"GBP","code":"7KX-M2Q-9RTD","lines":[{"quantity":1,"unitPrice":"18.00"}]}]}
        """;

    private const string BatchAnswer =
        """
        {"items":[{"eventId":"0198f2a6/R-17","status":"recorded","saleId":"0198f2b0-5c10-7e4d-a1b2-c3d4e5f60718",
         "saleEventId":"0198f2b0-5c10-7f00-b2c3-d4e5f6071829","outcome":null,"code":null,"detail":null,"line":null}]}
        """;

    /// <summary>What a workstation's key opens too.</summary>
    public static void MapTillRegistration(this IEndpointRouteBuilder tellers) =>
        tellers.MapPost("/till-keys", RegisterAsync).WithTags("Tills").Describe(
            "registerTill", "Register a browser as a till by its public key", new RouteExamples(NewTill, Till), 400, 404, 409, 413, 415, 422);

    public static void MapTills(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder tills = routes.MapGroup("/till-keys").WithTags("Tills");
        tills.MapGet("/", ListAsync).Describe(
            "listTills", "List the tills", new RouteExamples(null, $$"""{"items":[{{Till}}],"nextCursor":null}"""), 400);
        tills.MapDelete("/{tillKeyId:id}", RevokeAsync).Describe("revokeTill", "End a till at once", new RouteExamples(null, Till), 404);
        routes.MapPost("/till-batches", RecordAsync)
            .WithTags("Tills")
            .Describe(
                "recordTillBatch",
                "Send a till's sales, signed by it; days late is fine, and the same again gets the first answers",
                new RouteExamples(Batch, BatchAnswer),
                400, 413, 415, 422)
            .KeepNoAnswer()
            .Accepts<TillBatchRequest>("application/json")
            .AllowAnonymous();
    }

    private static async Task<Results<Created<TillAnswer>, Ok<TillAnswer>, ProblemHttpResult>> RegisterAsync(
        RegisterTillRequest request, HttpContext context, Posts posts, TillKeys handler)
    {
        if ((context.WorkstationChannel()?.Value ?? request.ChannelId) is not { } channelId || channelId == Guid.Empty)
        {
            FieldChecks checks = new();
            checks.Add("/channelId", "required", "Say which channel the till tells on.");
            return Problem.Of(checks.Refusal!);
        }

        return await posts.RunAsync(context, async transaction =>
        {
            Outcome<(TillKeyRow Till, ChannelRow Channel)> outcome =
                await handler.RegisterAsync(transaction, context.Caller(), new ChannelId(channelId), request);
            return outcome.Select(made => new Made<TillAnswer>(TillAnswer.Of(made.Till, made.Channel.Name), IsNew: true));
        });
    }

    private static async Task<Results<Ok<Page<TillAnswer>>, ProblemHttpResult>> ListAsync(
        string? limit, string? cursor, HttpContext context, RetoDbContext db)
    {
        if (Paging.Read(limit, cursor, out int rows, out byte[]? after) is { } refusal)
        {
            return Problem.Of(refusal);
        }

        List<TillKeyRow> found = await db.After<TillKeyRow>(nameof(TillKeyRow.TillKeyId), after).VisibleTo(db, context.Caller())
            .OrderBy(row => row.TillKeyId).Take(rows + 1).ToListAsync(context.RequestAborted);
        return TypedResults.Ok(Paging.Cut(found, rows, row => row.TillKeyId, TillAnswer.Of));
    }

    private static Task<Results<Ok<TillAnswer>, ProblemHttpResult>> RevokeAsync(
        Guid tillKeyId, HttpContext context, Changes changes, TillKeys handler) =>
        changes.RunRepeatableAsync(
            context, transaction => handler.RevokeAsync(transaction, context.Caller(), tillKeyId), TillAnswer.Of);

    /// <summary>The body is read as bytes, since these are what was signed, and as JSON only once the signature is good.</summary>
    private static async Task<Results<Ok<BulkSalesAnswer>, ProblemHttpResult>> RecordAsync(
        HttpContext context,
        RetoDbContext db,
        RecordEvents handler,
        NoteRefusedCalls refusedCalls,
        ChannelDirectory channels,
        IOptions<JsonOptions> json)
    {
        using MemoryStream kept = new();
        await context.Request.Body.CopyToAsync(kept, context.RequestAborted);
        byte[] body = kept.ToArray();
        TillKeyRow? till = await FindAsync(db, body, context.RequestAborted);
        if (till is not { RevokedAt: null } || !TillKeys.IsSignedBy(till, body, context.Request.Headers[SignatureHeader]))
        {
            return Problem.Of(
                StatusCodes.Status401Unauthorized, "till_signature_invalid", "The till is not known, was ended, or did not sign this body.");
        }

        TillBatchRequest? batch = Deserialize(body, json.Value.SerializerOptions);
        if (batch?.Sales is not { Count: > 0 and <= RecordEvents.MaxSubmissions } sales)
        {
            FieldChecks checks = new();
            checks.Add("/sales", "out_of_range", $"Send 1 to {RecordEvents.MaxSubmissions} sales.");
            return Problem.Of(checks.Refusal!);
        }

        ChannelRow channel = await db.Set<ChannelRow>().SingleAsync(row => row.ChannelId == till.ChannelId, context.RequestAborted);
        if (EventPosts.MayTell(context, channels, channel) is { } mayNot)
        {
            return mayNot;
        }

        SaleAnswer[] answers = await RecordAllAsync(channel, sales, handler, context.RequestAborted);
        await refusedCalls.ExecuteAsync(Refused(channel, sales, answers, body), context.RequestAborted);
        return TypedResults.Ok(new BulkSalesAnswer([.. answers.Select((answer, index) => BulkSaleAnswer.Of(sales[index]?.EventId, answer))]));
    }

    /// <summary>The refused sales of a signed batch, but for conflicts, which the intake notes by itself.</summary>
    private static RefusedCall[] Refused(ChannelRow channel, IReadOnlyList<SaleRequest?> sales, SaleAnswer[] answers, byte[] body)
    {
        if (!answers.OfType<SaleAnswer.Refused>().Any())
        {
            return [];
        }

        ReadOnlyMemory<byte>[] bodies = JsonSlices.Of(body, "sales");
        return
        [
            .. answers.Select((answer, index) => (Refused: answer as SaleAnswer.Refused, Index: index))
                .Where(one => one.Refused is { Code: not SaleRefusals.EventConflictCode })
                .Select(one => new RefusedCall(channel, one.Refused!, sales[one.Index]?.EventId, bodies[one.Index])),
        ];
    }

    /// <exception cref="BadHttpRequestException">As for any other body that cannot be read.</exception>
    private static TillBatchRequest? Deserialize(byte[] body, JsonSerializerOptions options)
    {
        try
        {
            return JsonSerializer.Deserialize<TillBatchRequest>(body, options);
        }
        catch (JsonException malformed)
        {
            throw new BadHttpRequestException("The body is no batch.", StatusCodes.Status400BadRequest, malformed);
        }
    }

    private static async Task<SaleAnswer[]> RecordAllAsync(
        ChannelRow channel, IReadOnlyList<SaleRequest?> sales, RecordEvents handler, CancellationToken cancellationToken)
    {
        SaleAnswer[] answers = new SaleAnswer[sales.Count];
        List<(int Index, EventSubmission Submission)> readable = new(sales.Count);
        for (int index = 0; index < sales.Count; index++)
        {
            if (sales[index]?.ChannelId is { } named && named != channel.ChannelId.Value)
            {
                answers[index] = new SaleAnswer.Refused("channel_differs", "The sale was made on another channel than the till's.");
                continue;
            }

            (EventSubmission? submission, SaleAnswer.Refused? refusal) = SaleReading.Read(sales[index]);
            answers[index] = refusal!;
            if (submission is not null)
            {
                readable.Add((index, submission));
            }
        }

        if (readable.Count > 0)
        {
            SaleAnswer[] recorded = await handler.ExecuteAsync(channel, [.. readable.Select(sale => sale.Submission)], cancellationToken);
            for (int index = 0; index < recorded.Length; index++)
            {
                answers[readable[index].Index] = recorded[index];
            }
        }

        return answers;
    }

    /// <summary>The till that the body names, found without believing anything else of it.</summary>
    private static async Task<TillKeyRow?> FindAsync(RetoDbContext db, byte[] body, CancellationToken cancellationToken)
    {
        Utf8JsonReader reader = new(body, new JsonReaderOptions { MaxDepth = ApiJson.MaxDepth });
        Guid id = Guid.Empty;
        try
        {
            while (id == Guid.Empty && reader.Read())
            {
                if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("tillKeyId"))
                {
                    reader.Read();
                    id = reader.TokenType == JsonTokenType.String && reader.TryGetGuid(out Guid given) ? given : Guid.Empty;
                    break;
                }
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return id == Guid.Empty ? null : await db.Set<TillKeyRow>().SingleOrDefaultAsync(row => row.TillKeyId == id, cancellationToken);
    }
}
