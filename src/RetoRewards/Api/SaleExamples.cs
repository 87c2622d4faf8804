using RetoRewards.Api.Documentation;

namespace RetoRewards.Api;

/// <summary>Examples of the sales' routes.</summary>
internal static class SaleExamples
{
    private const string Channel = "0198f2a6-1f00-7a01-9c11-5e0d9b8a7c66";
    private const string Id = "0198f2b0-5c10-7e4d-a1b2-c3d4e5f60718";
    private const string Event = "0198f2b0-5c10-7f00-b2c3-d4e5f6071829";

    private const string Members =
        """
        "eventId":"till-1/000042","saleNumber":"536365","soldAt":"2026-03-02T10:15:00Z","currency":"GBP",
         "customerNumber":"17850","code":"7KX-M2Q-9RTD",
         "lines":[{"sku":"85123A","productType":"gift","quantity":6,"unitPrice":"2.55","discount":"0.30","tax":"3.00"}]
        """;

    private const string Summary =
        $$"""
        {"saleId":"{{Id}}","partnerId":"0198f2a4-3c5e-7b11-9d55-2f6f3a0e4c01","channelId":"{{Channel}}","saleNumber":"536365",
         "soldAt":"2026-03-02T10:15:00Z","currency":"GBP","total":"18.00","customerId":"0198f2a6-77aa-7d20-8f3c-1b2c3d4e5f60",
         "code":"7KXM2Q9RTD"}
        """;

    public static RouteExamples Record { get; } = new(
        $$"""{"channelId":"{{Channel}}",{{Members}}}""",
        $$"""{"saleId":"{{Id}}","saleEventId":"{{Event}}","outcome":null}""");

    public static RouteExamples Bulk { get; } = new(
        $$"""{"channelId":"{{Channel}}","sales":[{{{Members}}}]}""",
        $$"""
        {"items":[
          {"eventId":"till-1/000042","status":"recorded","saleId":"{{Id}}","saleEventId":"{{Event}}","outcome":null,"code":null,
           "detail":null,"line":null},
          {"eventId":"till-1/000043","status":"refused","saleId":null,"saleEventId":null,"outcome":null,"code":"currency_places",
           "detail":"An amount has more decimal places than its currency.","line":0}]}
        """);

    public static RouteExamples List { get; } = new(null, $$"""{"items":[{{Summary}}],"nextCursor":null}""");

    public static RouteExamples Get { get; } = new(
        null,
        $$"""
        {"sale":{{Summary}},
         "lines":[{"sku":"85123A","productType":"gift","quantity":6,"gross":"15.30","discount":"0.30","tax":"3.00","shipping":"0.00"}],
         "events":[{"saleEventId":"{{Event}}","eventId":"till-1/000042","kind":"Sale","state":"Rewarded","outcome":"rewarded",
          "receivedAt":"2026-03-02T10:15:01Z","decidedAt":"2026-03-02T10:15:02Z",
          "sentence":"Rewards of 0.75 RETO were promised; they are payable from 2026-03-16.","participantSentence":null,"explanation":null,
          "attribution":{"by":"Code","referrerId":"5b1f6f0e-2a6d-4c0e-9a53-7d4f0f6b1c22","employeeId":null,"clickId":null,"notCredited":null} }],
         "rewards":[{"rewardId":"0198f2b0-6000-7123-8456-789abcdef012","campaignId":"0198f2a5-0d7e-7f10-b6a4-8d1c02f7e903",
          "termsVersion":1,"rule":1,"role":"Level1","participantId":"5b1f6f0e-2a6d-4c0e-9a53-7d4f0f6b1c22","amount":"0.75","net":"0.75",
          "sentence":"You earned 0.75 RETO; it is payable from 2026-03-16.","state":"Pending","payableFrom":"2026-03-16T10:15:00Z"}]}
        """);
}
