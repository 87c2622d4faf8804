using RetoRewards.Api.Documentation;

namespace RetoRewards.Api;

/// <summary>Examples of the campaigns' routes.</summary>
internal static class CampaignExamples
{
    private const string Id = "0198f2a5-0d7e-7f10-b6a4-8d1c02f7e903";

    private const string Terms =
        """
        {"version":1,"inForceFrom":"2026-03-01T00:00:00Z","holdSeconds":1209600,"latenessSeconds":2592000,
         "base":{"withTax":false,"withShipping":false,"beforeDiscounts":false},
         "dryBudget":"refuse","clicks":"last","clickWindowSeconds":0,"uplineMustBeActive":false,
         "rules":[{"number":1,"kind":"purchase","level":1,"rates":[{"pays":"percentage","shareBps":500}]}],
         "limits":[]}
        """;

    private const string Campaign =
        $$"""
        {"campaignId":"{{Id}}","partnerId":"0198f2a4-3c5e-7b11-9d55-2f6f3a0e4c01","name":"Spring","state":"Draft",
         "landingUrl":"https://harbour.example/spring","startsAt":"2026-03-01T00:00:00Z","endsAt":"2026-06-01T00:00:00Z",
         "chainCampaignId":null,"payoutMinimum":"25","payoutCadenceSeconds":3600,"maxFeePerGasWei":null,"createdAt":"2026-02-27T12:00:00Z","version":1}
        """;

    private const string TermsAnswer =
        $$"""
        {"campaignId":"{{Id}}","termsVersion":1,"inForceFrom":"2026-03-01T00:00:00Z",
         "hash":"0x6f1c6b1c4d2ab1b9b1a2f0a7c4f3c1d0e9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4","motivations":["Percentage"],"terms":{{Terms}}}
        """;

    public static RouteExamples Create { get; } = new(
        $$"""
        {"partnerId":"0198f2a4-3c5e-7b11-9d55-2f6f3a0e4c01","name":"Spring","landingUrl":"https://harbour.example/spring",
         "startsAt":"2026-03-01T00:00:00Z","endsAt":"2026-06-01T00:00:00Z","terms":{{Terms}}}
        """,
        Campaign);

    public static RouteExamples List { get; } = new(null, $$"""{"items":[{{Campaign}}],"nextCursor":null}""");

    public static RouteExamples Get { get; } = new(null, Campaign);

    public static RouteExamples Edit { get; } = new(
        """{"name":"Spring and summer","payoutMinimum":"25","payoutCadenceSeconds":3600}""", Campaign);

    public static RouteExamples State { get; } = new("""{"state":"Live"}""", Campaign);

    public static RouteExamples AppendTerms { get; } = new($$"""{"terms":{{Terms}}}""", TermsAnswer);

    public static RouteExamples ListTerms { get; } = new(null, $$"""{"items":[{{TermsAnswer}}]}""");

    public static RouteExamples GetTerms { get; } = new(null, TermsAnswer);

    public static RouteExamples Report { get; } = new(
        null,
        $$"""
        {"campaignId":"{{Id}}","funded":"10000","budget":"9981.5","pending":"12","payable":"2.5","inFlight":"0","paid":"4",
         "settled":"0","owed":"0","unidentified":"0"}
        """);
}
