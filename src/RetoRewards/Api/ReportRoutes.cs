using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Api.Documentation;
using RetoRewards.Api.Problems;
using RetoRewards.Api.Security;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Referrals;
using RetoRewards.Participants;
using RetoRewards.Persistence;
using RetoRewards.Referrals.Links;
using RetoRewards.Reports;

namespace RetoRewards.Api;

/// <summary>What was sold in one currency.</summary>
/// <param name="Currency">ISO 4217.</param>
/// <param name="MinorUnits">The sum, in minor units, as a decimal string.</param>
internal sealed record ReportAmount(string Currency, string MinorUnits);

/// <summary>One group of a report.</summary>
/// <param name="Key">The cell, <c>GB</c>, <c>GB/London</c>, the source tag, the medium, the channel's name, the product, or
/// <c>referrer/employee</c>; empty for what has none, and for places that were merged to the top.</param>
/// <param name="Clicks">Clicks of people.</param>
/// <param name="BotClicks">Clicks of programs.</param>
/// <param name="Sales">Sales that were decided.</param>
/// <param name="Customers">Buyers that have a number, each once.</param>
/// <param name="Amounts">What was sold, by currency.</param>
/// <param name="Rewards">RETO promised, less what refunds took back.</param>
/// <param name="ClicksNear">Clicks of people that came from near where their code was issued.</param>
/// <param name="ClicksFar">Clicks of people that came from elsewhere; those whose place or whose code's place is not known are in neither.</param>
/// <param name="SalesNear">Sales near where their code was issued.</param>
/// <param name="SalesFar">Sales elsewhere.</param>
internal sealed record ReportRow(
    string Key,
    int Clicks,
    int BotClicks,
    int Sales,
    int Customers,
    IReadOnlyList<ReportAmount> Amounts,
    string Rewards,
    int ClicksNear,
    int ClicksFar,
    int SalesNear,
    int SalesFar)
{
    public static ReportRow Of(string key, ReportGroup group) => new(
        key,
        group.Clicks,
        group.BotClicks,
        group.Sales,
        group.Customers.Count,
        [.. group.Amounts.Select(pair => new ReportAmount(pair.Key, pair.Value.ToString(CultureInfo.InvariantCulture)))],
        new LedgerBalance((Int128)group.RewardBaseUnits).ToAmount().ToString(),
        group.ClickPlaces.Near,
        group.ClickPlaces.Far,
        group.SalePlaces.Near,
        group.SalePlaces.Far);
}

/// <summary>A report of a campaign.</summary>
/// <param name="By">The grouping.</param>
/// <param name="MinPeople">Fewest people of a place that is shown; null where groups are no places.</param>
/// <param name="MergedGroups">How many places were merged upwards.</param>
/// <param name="Groups">The groups, in the order of their keys.</param>
/// <param name="Total">Everything together; every column is the sum of the groups', but for customers, who may be in several.</param>
internal sealed record ReportAnswer(ReportGrouping By, int? MinPeople, int MergedGroups, IReadOnlyList<ReportRow> Groups, ReportRow Total);

internal static class ReportRoutes
{
    private const string Report =
        """
        {"by":"Cell","minPeople":5,"mergedGroups":3,
         "groups":[{"key":"gcpv","clicks":120,"botClicks":14,"sales":31,"customers":22,"amounts":[{"currency":"GBP","minorUnits":"46200"}],"rewards":"23.1",
                    "clicksNear":90,"clicksFar":12,"salesNear":30,"salesFar":1}],
         "total":{"key":"","clicks":120,"botClicks":14,"sales":31,"customers":22,"amounts":[{"currency":"GBP","minorUnits":"46200"}],"rewards":"23.1",
                    "clicksNear":90,"clicksFar":12,"salesNear":30,"salesFar":1}}
        """;

    public static void MapReports(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/campaigns/{campaignId:id}/reports").WithTags("Reports").MapGet("/", GetAsync).Describe(
            "getReport",
            "Clicks, sales and rewards by Cell, Country, City, Source, Medium, Channel, Product or Person",
            new RouteExamples(null, Report),
            400, 404, 422);

    private static async Task<Results<Ok<ReportAnswer>, ProblemHttpResult>> GetAsync(
        Guid campaignId,
        string? by,
        string? precision,
        string? from,
        string? to,
        string? minPeople,
        HttpContext context,
        RetoDbContext db,
        LinkKeys keys,
        IOptions<ReportsOptions> options)
    {
        CampaignId id = new(campaignId);
        if (!await db.VisibleCampaigns(context.Caller()).AnyAsync(row => row.CampaignId == id, context.RequestAborted))
        {
            return Problem.Of(Refusal.NotFound("campaign"));
        }

        FieldChecks checks = new();
        ReportRequest request = new(
            Grouping(checks, by),
            Number(checks, "/precision", precision, 1, Geotag.MaxPrecision, GeoCell.DefaultPrecision - 1),
            Moment(checks, "/from", from),
            Moment(checks, "/to", to),
            Number(checks, "/minPeople", minPeople, options.Value.MinPeople, 1_000_000, options.Value.MinPeople));
        if (checks.Refusal is { } refusal)
        {
            return Problem.Of(refusal);
        }

        ReportMade? made = await CampaignGroups.ExecuteAsync(db, keys, id, request, context.RequestAborted);
        return made is null
            ? Problem.Of(new Refusal(RefusalKind.NotAllowed, "report_too_large", "The campaign has more sales than one report takes."))
            : TypedResults.Ok(new ReportAnswer(
                request.By,
                request.IsByPlace ? request.MinPeople : null,
                made.MergedGroups,
                [.. made.Groups.Select(pair => ReportRow.Of(pair.Key, pair.Group))],
                ReportRow.Of(string.Empty, made.Total)));
    }

    private static ReportGrouping Grouping(FieldChecks checks, string? text)
    {
        if (Enum.TryParse(text, ignoreCase: true, out ReportGrouping by) && Enum.IsDefined(by) && text!.All(char.IsAsciiLetter))
        {
            return by;
        }

        checks.Add("/by", "out_of_range", "Cell, Country, City, Source, Medium, Channel, Product or Person.");
        return default;
    }

    private static int Number(FieldChecks checks, string pointer, string? text, int least, int most, int otherwise)
    {
        if (text is null)
        {
            return otherwise;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most)
        {
            return number;
        }

        checks.Add(pointer, "out_of_range", $"A number from {least} to {most}.");
        return otherwise;
    }

    private static DateTimeOffset? Moment(FieldChecks checks, string pointer, string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment))
        {
            return moment;
        }

        checks.Add(pointer, "instant_malformed", "An instant with an offset, such as 2026-03-01T00:00:00Z.");
        return null;
    }
}
