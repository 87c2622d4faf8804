using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Persistence;
using RetoRewards.Sales;

namespace RetoRewards.Tests.Api;

/// <summary>What a hostile or broken sender may put where a sale belongs: refused with 4xx, never 500, and stored nowhere.</summary>
public sealed class HostileSaleTests
{
    public static TheoryData<string> Amounts =>
    [
        "\"1e400\"", "\"-1\"", "\"0\"", "\"1,5\"", "\"1.0000000000000000001\"", "\"" + new string('9', 78) + "\"", "\"+1\"", "\" 1\"", "\"1.\"",
        "\".5\"", "\"0x10\"", "\"NaN\"", "\"Infinity\"", "\"\\u0663\"", "\"\"", "1.5", "1e400", "-1", "null", "true", "[]", "{}",
        "\"1\\u0000\"", "\"1.5.0\"", "\"1_000\"",
    ];

    public static TheoryData<string> Bodies =>
    [
        "", "null", "[]", "{", "\"x\"", "{\"channelId\":1}", "{\"eventId\":\"a\",\"eventId\":\"b\"}", "{\"eventId\":NaN}", "{\"eventId\":\"\\ud800\"}",
        "{\"eventId\":\"\\u0000\"}", "{\"lines\":" + new string('[', 100) + new string(']', 100) + "}",
        "{\"lines\":" + new string('[', 100_000), "{\"eventId\":\"x\"} trailing", "{\"eventId\":\"x\",}",
    ];

    [Theory]
    [MemberData(nameof(Amounts))]
    [Trait("Fault", "71")]
    public async Task Amount_that_is_no_decimal_string_of_the_currency_is_refused(string amount)
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        Guid channel = await partner.AddChannelAsync();
        string body = TestBodies.Sale(channel, "e-1").Replace("\"2.50\"", amount, StringComparison.Ordinal);

        await partner.Client.PostAsync("/v1/sales", body, 400);

        await AssertNothingStoredAsync(host);
    }

    [Fact]
    [Trait("Fault", "71")]
    public async Task Nineteen_places_of_zeros_are_the_same_amount()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        Guid channel = await partner.AddChannelAsync();

        await partner.Client.PostAsync("/v1/sales", TestBodies.Sale(channel, "e-1", price: "2.5" + new string('0', 18)), 201);

        await using RetoDbContext db = host.Read();
        Assert.Equal(1500, (await db.Set<SaleRow>().SingleAsync()).TotalMinorUnits);
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    [Trait("Fault", "70")]
    public async Task Malformed_body_is_400_on_every_route_that_tells(string body)
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();

        foreach (string path in new[] { "/v1/sales", "/v1/sales/bulk", "/v1/events", "/v1/events/bulk" })
        {
            await partner.Client.PostAsync(path, body, 400);
        }

        await AssertNothingStoredAsync(host);
    }

    [Fact]
    [Trait("Fault", "70")]
    public async Task Invalid_UTF_8_is_400()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        using ByteArrayContent content = new([.. "{\"eventId\":\""u8, 0xC3, 0x28, .. "\"}"u8]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        using HttpResponseMessage answer = await partner.Client.PostAsync(new Uri("/v1/sales", UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [Trait("Fault", "67")]
    [InlineData("status", "\"Rewarded\"")]
    [InlineData("payee", "\"0x70997970C51812dc3A010C7d01b50e0d17dc79C8\"")]
    [InlineData("rate", "1")]
    [InlineData("partnerId", "\"0198f2a4-3c5e-7b11-9d55-2f6f3a0e4c01\"")]
    public async Task Member_that_nobody_declared_is_refused(string name, string value)
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        Guid channel = await partner.AddChannelAsync();
        string body = TestBodies.Sale(channel, "e-1").Replace("{\"channelId\"", $"{{\"{name}\":{value},\"channelId\"", StringComparison.Ordinal);

        JsonElement problem = await partner.Client.PostAsync("/v1/sales", body, 400);

        Assert.Equal("body_malformed", problem.Code());
        await AssertNothingStoredAsync(host);
    }

    [Fact]
    [Trait("Fault", "69")]
    public async Task Gigabyte_that_is_announced_or_streamed_is_413_and_a_packed_one_415()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        Guid channel = await partner.AddChannelAsync();

        foreach (string path in new[] { "/v1/sales", $"/webhooks/{channel}" })
        {
            Assert.Contains("413", await SendHeadAsync(host, path, $"Content-Length: {1L << 30}", partner), StringComparison.Ordinal);
            await StreamAsync(host, path, partner);
            Assert.Contains(
                "415", await SendHeadAsync(host, path, "Content-Encoding: gzip\r\nContent-Length: 20", partner), StringComparison.Ordinal);
        }

        await AssertNothingStoredAsync(host);
    }

    [Fact]
    [Trait("Fault", "69")]
    public async Task Sender_that_dribbles_is_ended_with_408()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();

        Assert.Contains("408", await SendHeadAsync(host, "/v1/sales", "Content-Length: 5000", partner), StringComparison.Ordinal);
    }

    private static async Task<string> SendHeadAsync(ApiHost host, string path, string headers, TestPartner partner)
    {
        using TcpClient client = new();
        await client.ConnectAsync(host.Address.Host, host.Address.Port);
        await using NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Head(path, headers, partner) + "{"));
        return await FirstLineAsync(stream);
    }

    /// <summary>Sends chunks until the server has had enough, which is far before the end. What it says may be lost with the connection.</summary>
    private static async Task StreamAsync(ApiHost host, string path, TestPartner partner)
    {
        const int chunkBytes = 0x10000;
        using TcpClient client = new();
        await client.ConnectAsync(host.Address.Host, host.Address.Port);
        await using NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Head(path, "Transfer-Encoding: chunked", partner)));
        byte[] chunk = [.. "10000\r\n"u8, .. new byte[chunkBytes], .. "\r\n"u8];
        long sent = 0;
        try
        {
            for (; sent < 1L << 30 && client.Available == 0; sent += chunkBytes)
            {
                await stream.WriteAsync(chunk);
            }

            Assert.Contains("413", await FirstLineAsync(stream), StringComparison.Ordinal);
        }
        catch (IOException closed)
        {
            Assert.IsType<SocketException>(closed.InnerException);
        }

        Assert.InRange(sent, 0, 64L << 20);
    }

    private static string Head(string path, string headers, TestPartner partner) =>
        $"POST {path} HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n"
        + $"Authorization: {partner.Client.DefaultRequestHeaders.Authorization}\r\n{headers}\r\n\r\n";

    private static async Task<string> FirstLineAsync(NetworkStream stream)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
        byte[] buffer = new byte[1024];
        int read = await stream.ReadAsync(buffer, patience.Token);
        return Encoding.ASCII.GetString(buffer, 0, read).Split('\r')[0];
    }

    private static async Task AssertNothingStoredAsync(ApiHost host)
    {
        await using RetoDbContext db = host.Read();
        Assert.Equal(0, await db.Set<SaleEventRow>().CountAsync());
    }
}
