using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Api.Documentation;
using RetoRewards.Api.Security;
using RetoRewards.Campaigns;
using RetoRewards.Chain;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;
using RetoRewards.Sales;

namespace RetoRewards.Api;

/// <summary>A sale that was reported on chain.</summary>
/// <param name="CampaignId">The campaign.</param>
/// <param name="SaleNumber">The sale's number: its text, or its 32 bytes in hexadecimal digits.</param>
/// <param name="BlockNumber">The block that holds the report.</param>
/// <param name="State">Seen while a fork can still drop it; Taken when it became an event; Refused when it is final and cannot be one.</param>
/// <param name="SaleEventId">The event that it became; null before.</param>
/// <param name="Outcome">What became of the event so far; null before.</param>
internal sealed record ReportedSaleAnswer(
    Guid CampaignId, string SaleNumber, long BlockNumber, string State, Guid? SaleEventId, string? Outcome);

/// <summary>The newest reports, newest first.</summary>
/// <param name="Items">Up to 500.</param>
internal sealed record ReportedSalesAnswer(IReadOnlyList<ReportedSaleAnswer> Items);

/// <summary>What is reported on chain, shown before it counts: it vanishes with a fork that drops it.</summary>
internal static class ReportedSaleRoutes
{
    private const int MaxRows = 500;

    public static void MapReportedSales(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/reported-sales", ListAsync).WithTags("Events").Describe(
            "listReportedSales",
            "List what was reported on chain, also before it is final",
            new RouteExamples(
                null,
                """
                {"items":[{"campaignId":"0198f2a5-0d7e-7f10-b6a4-8d1c02f7e903","saleNumber":"A-1001","blockNumber":4711,"state":"Seen",
                  "saleEventId":null,"outcome":null}]}
                """));

    private static async Task<Ok<ReportedSalesAnswer>> ListAsync(HttpContext context, RetoDbContext db)
    {
        CancellationToken cancellationToken = context.RequestAborted;
        Caller caller = context.Caller();
        CampaignRow[] campaigns = await db.Set<CampaignRow>()
            .Where(row => row.ChainCampaignId != null && (caller.Partner == null || row.PartnerId == caller.Partner))
            .ToArrayAsync(cancellationToken);
        byte[][] topics = [.. campaigns.Select(row => row.ChainCampaignId!.Value).Distinct().Select(number => ChainEvents.Topic(number))];
        ChainEventRow[] rows = await db.Set<ChainEventRow>()
            .Where(row => row.Name == FollowReportedSales.EventName && row.IsCanonical && topics.Contains(row.Topic1))
            .OrderByDescending(row => row.BlockNumber).ThenByDescending(row => row.LogIndex).Take(MaxRows)
            .ToArrayAsync(cancellationToken);
        (ChainEventRow Row, CampaignRow Campaign)[] reports =
        [
            .. from row in rows
               let campaign = campaigns.FirstOrDefault(one => ReportedSale.IsOf(row, one))
               where campaign is not null
               select (row, campaign),
        ];
        string[] numbers = [.. reports.Select(one => ReportedSale.NumberOf(one.Row)).Distinct(StringComparer.Ordinal)];
        string[] spaces = [.. reports.Select(one => ReportedSale.NameSpaceOf(one.Campaign)).Distinct(StringComparer.Ordinal)];
        SaleEventRow[] events = await db.Set<SaleEventRow>().VisibleTo(caller)
            .Where(row => spaces.Contains(row.NameSpace) && numbers.Contains(row.SaleNumber) && row.Kind == SaleEventKind.Sale)
            .ToArrayAsync(cancellationToken);
        return TypedResults.Ok(new ReportedSalesAnswer([.. reports.Select(one => Answer(one.Row, one.Campaign, events))]));
    }

    private static ReportedSaleAnswer Answer(ChainEventRow row, CampaignRow campaign, SaleEventRow[] events)
    {
        string number = ReportedSale.NumberOf(row);
        string space = ReportedSale.NameSpaceOf(campaign);
        SaleEventRow? taken = events.FirstOrDefault(one => one.SaleNumber == number && one.NameSpace == space);
        string state = !row.IsTaken ? "Seen" : taken is null ? "Refused" : "Taken";
        return new ReportedSaleAnswer(
            campaign.CampaignId.Value, number, row.BlockNumber, state, taken?.SaleEventId.Value, taken?.Outcome?.Code());
    }
}
