using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Api.Documentation;
using RetoRewards.Api.Security;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;
using RetoRewards.Sales;
using RetoRewards.Sales.Files;

namespace RetoRewards.Api;

/// <summary>How the columns of a channel's files become sales.</summary>
/// <param name="ChannelId">Whose files.</param>
/// <param name="Version">Its version, which is the ETag.</param>
/// <param name="ChangedAt">When it was saved.</param>
/// <param name="Mapping">The mapping.</param>
internal sealed record ColumnMappingAnswer(Guid ChannelId, int Version, DateTimeOffset ChangedAt, ColumnMappingDocument Mapping)
{
    public static ColumnMappingAnswer Of(ColumnMappingRow row) =>
        new(row.ChannelId.Value, row.Version, row.ChangedAt, ColumnMappingJson.Read(row.Json));
}

internal static class ColumnMappingRoutes
{
    private const string Mapping =
        """
        {"columns":{"saleNumber":"Number","soldAt":"Date","unitPrice":"Total","code":"Coupon"},"constants":{"currency":"EUR"},
         "eventId":"{Number}@{Date}","separator":";","decimalSeparator":",","moments":["dd.MM.yyyy HH:mm"],"offset":"+01:00",
         "absent":["-"],"rounding":"refuse","rowsAreLines":false,"revises":false,"ignoreOtherColumns":true,"lookups":[],
         "refuse":[{"column":"Number","when":"startsWith","value":"R","outcome":"refused:not_a_sale","sentence":"A return slip."}]}
        """;

    private const string Answer =
        $$"""
        {"channelId":"0198f2a6-1f00-7a01-9c11-5e0d9b8a7c66","version":1,"changedAt":"2026-03-01T09:11:00Z","mapping":{{Mapping}}}
        """;

    public static void MapColumnMappings(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder mappings = routes.MapGroup("/channels/{channelId:id}/mapping").WithTags("Imports");
        mappings.MapGet("/", GetAsync).Describe(
            "getColumnMapping", "Read how a channel's files become sales", new RouteExamples(null, Answer), 404);
        mappings.MapPut("/", SaveAsync).Describe(
            "saveColumnMapping",
            "Say how a channel's files become sales; If-Match: \"0\" for the first time",
            new RouteExamples(Mapping, Answer),
            400, 404, 412, 413, 415, 428);
    }

    private static async Task<Results<Ok<ColumnMappingAnswer>, ProblemHttpResult>> GetAsync(
        Guid channelId, HttpContext context, RetoDbContext db)
    {
        ChannelId id = new(channelId);
        ColumnMappingRow? row = await (
                from channel in db.Set<ChannelRow>().VisibleTo(context.Caller())
                join mapping in db.Set<ColumnMappingRow>() on channel.ChannelId equals mapping.ChannelId
                where channel.ChannelId == id
                select mapping)
            .SingleOrDefaultAsync(context.RequestAborted);
        return Found.Answer(context, "mapping", row, ColumnMappingAnswer.Of, mapping => mapping.Version);
    }

    private static Task<Results<Ok<ColumnMappingAnswer>, ProblemHttpResult>> SaveAsync(
        Guid channelId, ColumnMappingDocument request, HttpContext context, Changes changes, SaveColumnMapping handler) =>
        changes.RunAsync(
            context,
            (transaction, expected) =>
                handler.ExecuteAsync(transaction, context.Caller(), new ChannelId(channelId), expected, request),
            ColumnMappingAnswer.Of,
            row => row.Version);
}
