using RetoRewards.Api.Documentation;

namespace RetoRewards.Api;

/// <summary>Examples of the events' routes.</summary>
internal static class EventExamples
{
    private const string Channel = "0198f2a6-1f00-7a01-9c11-5e0d9b8a7c66";
    private const string Sale = "0198f2b0-5c10-7e4d-a1b2-c3d4e5f60718";
    private const string Event = "0198f2b0-5c10-7f00-b2c3-d4e5f6071829";

    private const string Refund =
        """
        "eventId":"refund-77","kind":"Refund","saleNumber":"536365","at":"2026-03-05T16:20:00Z","currency":"GBP",
         "lines":[{"line":0,"goods":"2.50","tax":"0.50"}]
        """;

    public static RouteExamples Record { get; } = new(
        $$"""{"channelId":"{{Channel}}",{{Refund}}}""",
        $$"""{"saleId":"{{Sale}}","saleEventId":"{{Event}}","outcome":null}""");

    private const string One =
        $$"""
        {"saleEventId":"{{Event}}","channelId":"{{Channel}}","eventId":"refund-77","kind":"Refund","saleNumber":"536365",
         "saleId":null,"state":"Waiting","outcome":"waiting:sale_missing","sentence":"The sale has not arrived yet.",
         "receivedAt":"2026-03-05T16:20:01Z","decidedAt":"2026-03-05T16:20:01Z"}
        """;

    public static RouteExamples List { get; } = new(null, $$"""{"items":[{{One}}],"nextCursor":null}""");

    public static RouteExamples Get { get; } = new(null, One);

    public static RouteExamples Replay { get; } = new("""{"reason":"The rate is set now."}""", One);

    public static RouteExamples Bulk { get; } = new(
        $$"""{"channelId":"{{Channel}}","events":[{{{Refund}}}]}""",
        $$"""
        {"items":[
          {"eventId":"refund-77","status":"recorded","saleId":"{{Sale}}","saleEventId":"{{Event}}","outcome":null,"code":null,
           "detail":null,"line":null}]}
        """);
}
