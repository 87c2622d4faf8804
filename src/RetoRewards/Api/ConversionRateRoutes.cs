using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Api.Documentation;
using RetoRewards.Api.Idempotency;
using RetoRewards.Domain.Amounts;
using RetoRewards.Persistence;
using RetoRewards.Rewards;

namespace RetoRewards.Api;

/// <summary>A conversion rate, as it is shown.</summary>
/// <param name="Currency">Its ISO 4217 code.</param>
/// <param name="TokensPerUnit">RETO for one whole unit of the currency.</param>
/// <param name="InForceFrom">From when on it governs decisions.</param>
/// <param name="Source">Who says so.</param>
/// <param name="RecordedAt">When it was recorded.</param>
internal sealed record ConversionRateAnswer(
    string Currency, string TokensPerUnit, DateTimeOffset InForceFrom, string Source, DateTimeOffset RecordedAt)
{
    public static ConversionRateAnswer Of(ConversionRateRow row)
    {
        ulong unit = (ulong)Domain.Amounts.Currency.Find(row.Currency).MinorUnitsPerUnit;
        TokenAmount tokens = row.BaseUnits.MultiplyDown(unit, (UInt128)row.MinorUnits);
        return new ConversionRateAnswer(row.Currency, tokens.ToString(), row.InForceFrom, row.Source, row.RecordedAt);
    }
}

/// <summary>The table of conversion rates that the operator maintains.</summary>
internal static class ConversionRateRoutes
{
    /// <summary>Most rates in an answer; the latest are shown.</summary>
    private const int MaxShown = 200;

    private const string Request = """{"currency":"GBP","tokensPerUnit":"20","inForceFrom":"2026-03-01T00:00:00Z","source":"treasury"}""";

    private const string Answer =
        """
        {"currency":"GBP","tokensPerUnit":"20","inForceFrom":"2026-03-01T00:00:00Z","source":"treasury",
         "recordedAt":"2026-03-01T09:00:00Z"}
        """;

    public static void MapConversionRates(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder rates = routes.MapGroup("/conversion-rates").WithTags("Conversion rates");
        rates.MapPost("/", RecordAsync).ForAdministrators().Describe(
            "recordConversionRate", "Record what a currency is worth in RETO from a moment on", new RouteExamples(Request, Answer),
            400, 409, 413, 415, 422);
        rates.MapGet("/", ListAsync).Describe(
            "listConversionRates", "List the latest conversion rates", new RouteExamples(null, $$"""{"items":[{{Answer}}],"nextCursor":null}"""));
    }

    private static Task<Results<Created<ConversionRateAnswer>, Ok<ConversionRateAnswer>, ProblemHttpResult>> RecordAsync(
        RecordConversionRateRequest request, HttpContext context, Posts posts, RecordConversionRate handler) =>
        posts.RunAsync(context, async transaction => (await handler.ExecuteAsync(transaction, request)).Select(row =>
            new Made<ConversionRateAnswer>(ConversionRateAnswer.Of(row), IsNew: true)));

    private static async Task<Ok<Page<ConversionRateAnswer>>> ListAsync(HttpContext context, RetoDbContext db)
    {
        ConversionRateRow[] rows = await db.Set<ConversionRateRow>()
            .OrderByDescending(row => row.InForceFrom).ThenBy(row => row.Currency).Take(MaxShown).ToArrayAsync(context.RequestAborted);
        return TypedResults.Ok(new Page<ConversionRateAnswer>([.. rows.Select(ConversionRateAnswer.Of)], null));
    }
}
