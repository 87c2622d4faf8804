using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Persistence;
using RetoRewards.Sales;

namespace RetoRewards.Tests.Api;

/// <summary>Events over REST, and the list in which each ends visibly.</summary>
public sealed class EventsTests
{
    [Fact]
    [Trait("Behaviour", "N5")]
    public async Task Every_event_is_listed_found_and_replayed()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        Guid channel = await partner.AddChannelAsync();
        await partner.Client.PostAsync("/v1/sales", TestBodies.Sale(channel, "e-1", "s-1"), 201);
        JsonElement refund = await partner.Client.PostAsync("/v1/events", Refund(channel, "r-1", "s-2"), 201);

        JsonElement waiting = await partner.Client.GetAsync("/v1/events?state=Waiting", 200);
        JsonElement bySale = await partner.Client.GetAsync("/v1/events?saleNumber=s-1&kind=Sale", 200);
        JsonElement byMissing = await partner.Client.GetAsync("/v1/events?saleNumber=s-2", 200);
        JsonElement byNobodys = await partner.Client.GetAsync("/v1/events?saleNumber=s-3", 200);
        JsonElement byId = await partner.Client.GetAsync($"/v1/events?channelId={channel}&eventId=r-1", 200);
        JsonElement replayed = await partner.Client.PostAsync($"/v1/events/{refund.GetProperty("saleEventId")}/replay", "{}", 200);

        JsonElement one = Assert.Single(waiting.GetProperty("items").EnumerateArray());
        Assert.Equal("waiting:sale_missing", one.GetProperty("outcome").GetString());
        Assert.False(string.IsNullOrEmpty(one.GetProperty("sentence").GetString()));
        Assert.Single(bySale.GetProperty("items").EnumerateArray());
        Assert.Single(byId.GetProperty("items").EnumerateArray());
        Assert.Equal(refund.GetProperty("saleEventId").GetString(), Assert.Single(byMissing.GetProperty("items").EnumerateArray()).GetProperty("saleEventId").GetString());
        Assert.Empty(byNobodys.GetProperty("items").EnumerateArray());
        Assert.Equal("Waiting", replayed.GetProperty("state").GetString());
        Assert.Equal("fields_invalid", (await partner.Client.GetAsync("/v1/events?kind=Nothing&state=1", 400)).Code());
    }

    [Fact]
    public async Task Bulk_events_have_an_answer_each_and_their_bytes_are_kept_apart_and_erased()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        Guid channel = await partner.AddChannelAsync();
        string first = """{"eventId":"f-1","kind":"Feedback","saleNumber":"s","at":"2026-03-02T10:15:00Z","polarity":"Negative","text":"Cold."}""";
        string body = $$"""
            {"channelId":"{{channel}}","events":[ {{first}} ,{"eventId":"d-1","kind":"Delivery","saleNumber":"s","at":"2026-03-02T10:15:00Z"},
             {"eventId":"x","kind":"Delivery","saleNumber":"s","at":"2026-03-02T10:15:00Z","amount":"1.00"},null]}
            """;

        JsonElement answer = await partner.Client.PostAsync("/v1/events/bulk", body, 200);

        string[] statuses = [.. answer.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("status").GetString()!)];
        Assert.Equal(["recorded", "recorded", "refused", "refused"], statuses);
        string id = answer.GetProperty("items")[0].GetProperty("saleEventId").GetString()!;
        await using RetoDbContext db = host.Read();
        Assert.Contains(
            await db.Set<SaleEventBodyRow>().Select(row => row.Body).ToArrayAsync(),
            kept => System.Text.Encoding.UTF8.GetString(kept) == first);
        await partner.Client.SendAsync(HttpMethod.Delete, $"/v1/events/{id}/body", null, 200);
        Assert.Single(await db.Set<SaleEventBodyRow>().ToArrayAsync());
        Assert.Empty(await db.Set<FeedbackTextRow>().ToArrayAsync());
        Assert.Equal(2, await db.Set<SaleEventRow>().CountAsync());
    }

    [Fact]
    [Trait("Behaviour", "T13")]
    public async Task Workstation_tells_on_its_channel_does_nothing_else_and_ends_when_its_key_is_revoked()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        Guid channel = await partner.AddChannelAsync();
        Guid other = await partner.AddChannelAsync("till-2");
        JsonElement key = await partner.Client.PostAsync($"/v1/channels/{channel}/keys", """{"name":"desk 1"}""", 201);
        using HttpClient desk = host.Client(key.GetProperty("secret").GetString());

        await desk.PostAsync("/v1/sales", TestBodies.Sale(channel, "e-1"), 201);
        await desk.PostAsync("/v1/sales", TestBodies.Sale(other, "e-2"), 404);
        JsonElement forbidden = await desk.GetAsync("/v1/sales", 403);
        await partner.Client.SendAsync(HttpMethod.Delete, $"/v1/channels/{channel}/keys/{key.GetProperty("channelKeyId")}", null, 200);
        JsonElement ended = await desk.PostAsync("/v1/sales", TestBodies.Sale(channel, "e-3"), 401);

        Assert.Equal(("forbidden", "api_key_invalid"), (forbidden.Code(), ended.Code()));
    }

    [Fact]
    [Trait("Behaviour", "R16")]
    public async Task Channel_has_limits_of_its_own_and_is_opened_changed_and_closed_without_a_restart()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        JsonElement made = await partner.Client.PostAsync(
            "/v1/channels", """{"name":"small","kind":"Till","maxSaleMinorUnits":1000,"requestsPerSecond":2}""", 201);
        Guid channel = made.GetProperty("channelId").GetGuid();

        JsonElement large = await partner.Client.PostAsync("/v1/sales", TestBodies.Sale(channel, "e-1"), 422);
        await partner.Client.PostAsync("/v1/sales", TestBodies.Sale(channel, "e-2", price: "1.00"), 201);
        JsonElement fast = await partner.Client.PostAsync("/v1/sales", TestBodies.Sale(channel, "e-3", price: "1.00"), 429);
        await partner.Client.SendAsync(
            HttpMethod.Put, $"/v1/channels/{channel}", """{"closed":true}""", 200, ("If-Match", "*"));
        JsonElement closed = await partner.Client.PostAsync("/v1/sales", TestBodies.Sale(channel, "e-4", price: "1.00"), 422);

        Assert.Equal(
            ("amount_above_channel_limit", "channel_rate_limited", "channel_closed"), (large.Code(), fast.Code(), closed.Code()));
    }

    private static string Refund(Guid channel, string eventId, string saleNumber) =>
        $$"""
        {"channelId":"{{channel}}","eventId":"{{eventId}}","kind":"Refund","saleNumber":"{{saleNumber}}","at":"2026-03-02T10:15:00Z"}
        """;
}
