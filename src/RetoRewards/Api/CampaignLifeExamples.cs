using RetoRewards.Api.Documentation;

namespace RetoRewards.Api;

/// <summary>Examples of the routes of a campaign's life.</summary>
internal static class CampaignLifeExamples
{
    private const string Id = "0198f2a5-0d7e-7f10-b6a4-8d1c02f7e903";

    private const string Plan =
        $$"""
        {"campaignId":"{{Id}}","goalMetric":"NewCustomers","goalTarget":500,"goalDeadline":"2026-06-01T00:00:00Z","goalVersion":1,
         "guardCurrency":"GBP","guardCustomerValueMinorUnits":4500,"guardPauses":true,"guardVersion":1}
        """;

    private const string Cost =
        $$"""
        {"campaignCostId":"0198f2a6-88aa-7d20-8f3c-1b2c3d4e5f60","campaignId":"{{Id}}","channel":"blog","currency":"GBP","minorUnits":25000,
         "spentAt":"2026-03-02T00:00:00Z"}
        """;

    public static RouteExamples Checks { get; } = new(
        null,
        """
        {"mayLaunch":true,"findings":[{"finding":"Unbounded","isWarning":true,
         "sentence":"No limit and no cap bounds what one participant may take."}]}
        """);

    public static RouteExamples SetGoal { get; } = new(
        """{"metric":"NewCustomers","target":500,"deadline":"2026-06-01T00:00:00Z"}""", Plan);

    public static RouteExamples Goal { get; } = new(
        null,
        $$"""
        {"campaignId":"{{Id}}","metric":"NewCustomers","target":500,"deadline":"2026-06-01T00:00:00Z","reached":120,"progressBps":2400,
         "state":"Open"}
        """);

    public static RouteExamples SetGuard { get; } = new(
        """{"currency":"GBP","customerValueMinorUnits":4500,"pauses":true}""", Plan);

    public static RouteExamples Growth { get; } = new(
        null,
        $$"""
        {"campaignId":"{{Id}}","currency":"GBP","promotionMinorUnits":25000,"incentiveMinorUnits":90000,"newCustomers":120,
         "costOfCustomerMinorUnits":959,"valueOfCustomerMinorUnits":4500,"verdict":"Sound"}
        """);

    public static RouteExamples RecordCost { get; } = new(
        """{"channel":"blog","currency":"GBP","minorUnits":25000,"spentAt":"2026-03-02T00:00:00Z"}""", Cost);

    public static RouteExamples ListCosts { get; } = new(null, $$"""{"items":[{{Cost}}],"nextCursor":null}""");
}
