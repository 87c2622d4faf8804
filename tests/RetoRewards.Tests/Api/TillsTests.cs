using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RetoRewards.Tests.Api;

/// <summary>Batches that a till signs: late is fine, twice is once, and a changed byte is nobody's word.</summary>
[Trait("Behaviour", "N11")]
public sealed class TillsTests : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    [Fact]
    public async Task A_signed_batch_is_recorded_days_late_and_the_same_again_gets_the_first_answers()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        string till = await RegisterAsync(partner, await partner.AddChannelAsync());
        string batch = Batch(till, ("R-1", "12.50"), ("R-2", "0"), ("R-3", "4.00"));

        JsonElement first = await SendAsync(host, batch, Sign(batch), 200);
        JsonElement again = await SendAsync(host, batch, Sign(batch), 200);

        Assert.Equal(["recorded", "refused", "recorded"], Statuses(first));
        Assert.Equal("amount_zero", first.GetProperty("items")[1].GetProperty("code").GetString());
        Assert.Equal(["repeated", "refused", "repeated"], Statuses(again));
        Assert.Equal(
            first.GetProperty("items")[0].GetProperty("saleId").GetString(), again.GetProperty("items")[0].GetProperty("saleId").GetString());
        Assert.Equal(2, (await partner.Client.GetAsync("/v1/sales", 200)).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_changed_byte_a_foreign_signature_and_a_till_that_ended_are_refused()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        string till = await RegisterAsync(partner, await partner.AddChannelAsync());
        string batch = Batch(till, ("R-1", "12.50"));
        using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] bytes = Encoding.UTF8.GetBytes(batch);

        foreach ((string body, string? signature) in new[]
        {
            (batch.Replace("12.50", "92.50", StringComparison.Ordinal), Sign(batch)),
            (batch, Convert.ToBase64String(other.SignData(bytes, HashAlgorithmName.SHA256))),
            (batch, Convert.ToBase64String(new byte[64])),
            (batch, "no signature"),
            (batch, null),
            (batch.Replace(till, Guid.NewGuid().ToString(), StringComparison.Ordinal), Sign(batch)),
            ("{", Sign("{")),
        })
        {
            Assert.Equal("till_signature_invalid", (await SendAsync(host, body, signature, 401)).Code());
        }

        await partner.Client.SendAsync(HttpMethod.Delete, $"/v1/till-keys/{till}", null, 200);
        Assert.Equal("till_signature_invalid", (await SendAsync(host, batch, Sign(batch), 401)).Code());
        Assert.Equal(0, (await partner.Client.GetAsync("/v1/sales", 200)).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_signed_body_that_is_no_batch_is_refused_as_any_other()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        string till = await RegisterAsync(partner, await partner.AddChannelAsync());
        foreach (string body in new[]
        {
            $$"""{"tillKeyId":"{{till}}"}""",
            $$"""{"tillKeyId":"{{till}}","sales":[]}""",
            $$"""{"tillKeyId":"{{till}}","sales":[{}],"colour":1}""",
            $$"""{"tillKeyId":"{{till}}","sales":""",
        })
        {
            await SendAsync(host, body, Sign(body), 400);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==")]
    public async Task A_key_that_is_none_is_not_registered(string publicKey)
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        Guid channel = await partner.AddChannelAsync();

        JsonElement problem = await partner.Client.PostAsync(
            "/v1/till-keys", $$"""{"channelId":"{{channel}}","name":"Desk","publicKey":"{{publicKey}}"}""", 400);

        Assert.Equal(["#/publicKey"], problem.Pointers());
    }

    public void Dispose() => key.Dispose();

    private static string[] Statuses(JsonElement answer) =>
        [.. answer.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("status").GetString()!)];

    private static string Batch(string till, params (string Number, string Amount)[] sales) =>
        $$"""{"tillKeyId":"{{till}}","sales":[{{string.Join(',', sales.Select(sale =>
            $$"""{"eventId":"{{till}}/{{sale.Number}}","saleNumber":"{{sale.Number}}","soldAt":"2026-03-02T10:15:00Z","currency":"GBP","lines":[{"quantity":1,"unitPrice":"{{sale.Amount}}"}]}"""))}}]}""";

    private static async Task<JsonElement> SendAsync(ApiHost host, string body, string? signature, int status)
    {
        using HttpClient nobody = host.Client(null);
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/till-batches")
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        if (signature is not null)
        {
            request.Headers.Add("Till-Signature", signature);
        }

        using HttpResponseMessage response = await nobody.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(status == (int)response.StatusCode, $"{(int)response.StatusCode}, not {status}: {text}");
        return JsonElement.Parse(text);
    }

    private string Sign(string body) => Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(body), HashAlgorithmName.SHA256));

    private async Task<string> RegisterAsync(TestPartner partner, Guid channel)
    {
        JsonElement till = await partner.Client.PostAsync(
            "/v1/till-keys",
            $$"""{"channelId":"{{channel}}","name":"Front desk","publicKey":"{{Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())}}"}""",
            201);
        return till.GetProperty("tillKeyId").GetString()!;
    }
}
