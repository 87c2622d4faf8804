using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Persistence;
using RetoRewards.Sales;
using RetoRewards.Tests.Persistence;

namespace RetoRewards.Tests.Api;

/// <summary>What is well signed, or contradicts a known event, and is refused leaves no event: it leaves a row that the partner can list.</summary>
[OnBothDatabases]
public sealed class RefusedCallsTests
{
    private const string Sale =
        """{"sale":{"saleNumber":"w-1","soldAt":"2026-03-02T10:15:00Z","currency":"GBP","lines":[{"quantity":1,"unitPrice":"10.00"}]}}""";

    [Fact]
    [Trait("Fault", "38")]
    [Trait("Behaviour", "N5")]
    public async Task A_refused_signed_call_is_listed_with_who_when_why_and_digest_and_the_same_again_is_counted()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        TestPartner stranger = await host.AddPartnerAsync("Stranger");
        Guid channel = await partner.AddChannelAsync();
        string secret = (await partner.Client.PostAsync($"/v1/channels/{channel}/secrets", "{}", 201)).GetProperty("secret").GetString()!;
        using HttpClient shop = host.Client(null);
        string other = Sale.Replace("10.00", "11.00", StringComparison.Ordinal);
        string zero = Sale.Replace("10.00", "0", StringComparison.Ordinal);
        const string unreadable = """{"sale":{"saleNumber":7}}""";

        await CallAsync(shop, channel, secret, "m-1", Sale, 200);
        await CallAsync(shop, channel, secret, "m-1", other, 409);
        await CallAsync(shop, channel, secret, "m-1", other, 409);
        await CallAsync(shop, channel, secret, "m-2", unreadable, 422);
        await CallAsync(shop, channel, secret, "m-3", zero, 400);
        await CallAsync(shop, channel, secret, "m-4", Sale, 401, TimeSpan.FromMinutes(-6));
        await CallAsync(shop, channel, "whsec_" + new string('A', 44), "m-5", Sale, 401);

        JsonElement[] refused = [.. (await partner.Client.GetAsync($"/v1/refused-calls?channelId={channel}", 200)).GetProperty("items").EnumerateArray()];
        Assert.Equal(
            ["event_conflict", "body_malformed", "amount_zero", "signature_out_of_time"],
            refused.Select(row => row.GetProperty("code").GetString()));
        Assert.Equal([2, 1, 1, 1], refused.Select(row => row.GetProperty("times").GetInt32()));
        Assert.Equal(["m-1", null, "m-3", null], refused.Select(row => row.GetProperty("eventId").GetString()));
        Assert.Equal(
            new[] { other, unreadable, zero, Sale }.Select(body => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)))),
            refused.Select(row => row.GetProperty("digest").GetString()));
        Assert.All(refused, row => Assert.Equal(channel, row.GetProperty("channelId").GetGuid()));
        Assert.True(refused[0].GetProperty("lastAt").GetDateTimeOffset() > refused[0].GetProperty("firstAt").GetDateTimeOffset());
        Assert.Equal(0, (await stranger.Client.GetAsync("/v1/refused-calls", 200)).GetProperty("items").GetArrayLength());
        await using RetoDbContext db = host.Read();
        Assert.Equal(1, await db.Set<SaleEventRow>().CountAsync());
    }

    [Fact]
    [Trait("Behaviour", "N5")]
    public async Task A_conflict_over_rest_and_a_call_on_a_closed_channel_are_listed_too()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        Guid channel = await partner.AddChannelAsync();
        string secret = (await partner.Client.PostAsync($"/v1/channels/{channel}/secrets", "{}", 201)).GetProperty("secret").GetString()!;
        using HttpClient shop = host.Client(null);
        string sale = Sale["""{"sale":{""".Length..^2];

        await partner.Client.PostAsync("/v1/sales", $$"""{"channelId":"{{channel}}","eventId":"e",{{sale}}}""", 201);
        await partner.Client.PostAsync("/v1/sales", $$"""{"channelId":"{{channel}}","eventId":"e",{{sale.Replace("10.00", "12.00", StringComparison.Ordinal)}}}""", 409);
        await partner.Client.SendAsync(
            HttpMethod.Put, $"/v1/channels/{channel}", """{"notificationUrl":null,"maxSaleMinorUnits":null,"requestsPerSecond":null,"closed":true}""", [("If-Match", "*")]);
        await CallAsync(shop, channel, secret, "m-1", Sale, 422);

        Assert.Equal(["event_conflict", "channel_closed"], (await partner.Client.GetAsync("/v1/refused-calls", 200))
            .GetProperty("items").EnumerateArray().Select(row => row.GetProperty("code").GetString()));
    }

    [Fact]
    [Trait("Behaviour", "N5")]
    public async Task The_record_is_bounded_by_age_and_by_number()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        Guid channel = await partner.AddChannelAsync();
        string secret = (await partner.Client.PostAsync($"/v1/channels/{channel}/secrets", "{}", 201)).GetProperty("secret").GetString()!;
        using HttpClient shop = host.Client(null);
        for (int number = 1; number <= 5; number++)
        {
            await CallAsync(shop, channel, secret, $"m-{number}", $$"""{"sale":{{number}}}""", 422);
        }

        WriteGate gate = host.Services.GetRequiredService<WriteGate>();
        async Task<int> ForgetAsync(DateTimeOffset oldest, int most) =>
            await gate.WriteAsync(WritePriority.Stage, write => ForgetRefusedCalls.ForgetAsync(write, oldest, most), CancellationToken.None);
        Assert.Equal(0, await ForgetAsync(DateTimeOffset.UnixEpoch, 5));
        Assert.Equal(2, await ForgetAsync(DateTimeOffset.UnixEpoch, 3));
        JsonElement left = (await partner.Client.GetAsync("/v1/refused-calls", 200)).GetProperty("items");
        Assert.Equal(
            Enumerable.Range(3, 3).Select(number => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($$"""{"sale":{{number}}}""")))),
            left.EnumerateArray().Select(row => row.GetProperty("digest").GetString()));
        Assert.Equal(3, await ForgetAsync(DateTimeOffset.MaxValue, 3));
    }

    private static Task<JsonElement> CallAsync(
        HttpClient shop, Guid channel, string secret, string id, string body, int status, TimeSpan shift = default)
    {
        string timestamp = (DateTimeOffset.UtcNow + shift).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        byte[] signature = HMACSHA256.HashData(
            Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}"));
        return shop.PostAsync(
            $"/webhooks/{channel}",
            body,
            status,
            ("webhook-id", id), ("webhook-timestamp", timestamp), ("webhook-signature", "v1," + Convert.ToBase64String(signature)));
    }
}
