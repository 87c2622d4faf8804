using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Persistence;
using RetoRewards.Sales;
using RetoRewards.Tests.Sales.Webhooks;

namespace RetoRewards.Tests.Api;

/// <summary>Signed calls on the real host: forged ones store nothing, good ones store once.</summary>
public sealed class WebhookTests
{
    private const string Body =
        """
        {"sale":{"saleNumber":"w-1","soldAt":"2026-03-02T10:15:00Z","currency":"GBP","lines":[{"quantity":1,"unitPrice":"10.00"}]}}
        """;

    [Fact]
    [Trait("Fault", "61")]
    public async Task Forged_wrong_and_absent_signatures_are_401_and_store_nothing()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        (Guid channel, string secret) = await ChannelAsync(host);
        using HttpClient shop = host.Client(null);

        Assert.Equal("signature_missing", (await shop.PostAsync($"/webhooks/{channel}", Body, 401)).Code());
        Assert.Equal("signature_invalid", (await PostAsync(shop, channel, Body, Sign("whsec_" + new string('A', 44), Body), 401)).Code());
        Assert.Equal("signature_invalid", (await PostAsync(shop, channel, Body + " ", Sign(secret, Body), 401)).Code());
        Assert.Equal("signature_invalid", (await PostAsync(shop, Guid.NewGuid(), Body, Sign(secret, Body), 401)).Code());
        Assert.Equal("signature_invalid", (await PostAsync(shop, channel, Body, [.. Sign(secret, Body)[..2], ("webhook-signature", "v1,")], 401)).Code());

        await using RetoDbContext db = host.Read();
        Assert.Equal(0, await db.Set<SaleEventRow>().CountAsync());
    }

    [Fact]
    [Trait("Fault", "62")]
    [Trait("Fault", "37")]
    public async Task Replay_in_time_gets_the_first_answer_a_hundred_times_at_once_and_later_is_refused()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        (Guid channel, string secret) = await ChannelAsync(host);
        using HttpClient shop = host.Client(null);
        (string, string)[] headers = Sign(secret, Body);

        JsonElement[] answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => PostAsync(shop, channel, Body, headers, 200)));
        JsonElement late = await PostAsync(shop, channel, Body, Sign(secret, Body, TimeSpan.FromMinutes(-6)), 401);
        JsonElement early = await PostAsync(shop, channel, Body, Sign(secret, Body, TimeSpan.FromMinutes(6)), 401);

        string[] ids = [.. answers.Select(answer => answer.GetProperty("items")[0].GetProperty("saleEventId").GetString()!).Distinct()];
        Assert.Single(ids);
        Assert.Equal(99, answers.Count(answer => answer.GetProperty("items")[0].GetProperty("status").GetString() == "repeated"));
        Assert.Equal(("signature_out_of_time", "signature_out_of_time"), (late.Code(), early.Code()));
        await using RetoDbContext db = host.Read();
        Assert.Equal((1, 1, 1), (
            await db.Set<SaleRow>().CountAsync(), await db.Set<SaleEventRow>().CountAsync(), await db.Set<SaleEventBodyRow>().CountAsync()));
    }

    [Fact]
    [Trait("Fault", "38")]
    public async Task Same_id_with_another_body_is_a_conflict_that_names_the_difference()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        (Guid channel, string secret) = await ChannelAsync(host);
        using HttpClient shop = host.Client(null);
        string other = Body.Replace("10.00", "11.00", StringComparison.Ordinal);

        await PostAsync(shop, channel, Body, Sign(secret, Body), 200);
        JsonElement problem = await PostAsync(shop, channel, other, Sign(secret, other), 409);

        Assert.Equal("event_conflict", problem.Code());
        Assert.Equal(["#/sale/lines/0/unitPrice"], problem.Pointers());
        await using RetoDbContext db = host.Read();
        Assert.Equal(1000, (await db.Set<SaleRow>().SingleAsync()).TotalMinorUnits);
    }

    [Fact]
    [Trait("Fault", "63")]
    public async Task Two_secrets_are_good_until_the_first_ones_end_and_a_third_ends_it_at_once()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        Guid channel = await partner.AddChannelAsync();
        string first = await SecretAsync(partner, channel, "{}");
        using HttpClient shop = host.Client(null);

        string second = await SecretAsync(partner, channel, "{}");
        await PostAsync(shop, channel, Body, Sign(first, Body), 200);
        await PostAsync(shop, channel, Body, Sign(second, Body), 200);
        await SecretAsync(partner, channel, "{}");
        await PostAsync(shop, channel, Body, Sign(first, Body), 401);
        await PostAsync(shop, channel, Body, Sign(second, Body), 200);
    }

    [Fact]
    public async Task Shopify_order_and_refund_of_it_are_one_sale_and_its_refund_in_either_order()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        JsonElement made = await partner.Client.PostAsync("/v1/channels", """{"name":"shop","kind":"Shopify"}""", 201);
        Guid channel = made.GetProperty("channelId").GetGuid();
        await SecretAsync(partner, channel, """{"secret":"hush-hush-hush-hush"}""");
        using HttpClient shop = host.Client(null);

        await PostShopifyAsync(shop, channel, "refunds/create", ShopBodies.ShopifyRefund);
        await PostShopifyAsync(shop, channel, "orders/paid", ShopBodies.ShopifyOrder);
        await PostShopifyAsync(shop, channel, "orders/paid", ShopBodies.ShopifyOrder);

        await using RetoDbContext db = host.Read();
        SaleRow sale = await db.Set<SaleRow>().SingleAsync();
        Assert.Equal(3084, sale.TotalMinorUnits);
        Assert.All(await db.Set<SaleEventRow>().ToArrayAsync(), row => Assert.Equal(sale.SaleId, row.SaleId));
        Assert.Equal([0, 0], (await db.Set<SaleRefundLineRow>().ToArrayAsync()).Select(row => row.LineNumber!.Value));
    }

    private static Task<JsonElement> PostShopifyAsync(HttpClient shop, Guid channel, string topic, string body) => shop.PostAsync(
        $"/webhooks/{channel}",
        body,
        200,
        ("X-Shopify-Topic", topic),
        ("X-Shopify-Hmac-Sha256", Convert.ToBase64String(HMACSHA256.HashData("hush-hush-hush-hush"u8, Encoding.UTF8.GetBytes(body)))));

    private static async Task<(Guid Channel, string Secret)> ChannelAsync(ApiHost host)
    {
        TestPartner partner = await host.AddPartnerAsync();
        Guid channel = await partner.AddChannelAsync();
        return (channel, await SecretAsync(partner, channel, "{}"));
    }

    private static async Task<string> SecretAsync(TestPartner partner, Guid channel, string body) =>
        (await partner.Client.PostAsync($"/v1/channels/{channel}/secrets", body, 201)).GetProperty("secret").GetString()!;

    private static Task<JsonElement> PostAsync(HttpClient shop, Guid channel, string body, (string, string)[] headers, int status) =>
        shop.PostAsync($"/webhooks/{channel}", body, status, headers);

    private static (string, string)[] Sign(string secret, string body, TimeSpan shift = default)
    {
        string timestamp = (DateTimeOffset.UtcNow + shift).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        byte[] key = Convert.FromBase64String(secret["whsec_".Length..]);
        string signature = Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"msg_1.{timestamp}.{body}")));
        return [("webhook-id", "msg_1"), ("webhook-timestamp", timestamp), ("webhook-signature", "v1," + signature)];
    }
}
