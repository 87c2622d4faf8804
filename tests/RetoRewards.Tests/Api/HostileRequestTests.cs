using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace RetoRewards.Tests.Api;

public sealed class HostileRequestTests
{
    private const string Good = """{"name":"X","wallet":"0x70997970C51812dc3A010C7d01b50e0d17dc79C8"}""";

    public static TheoryData<string, string> Bodies => new()
    {
        { "", "" },
        { "{", "" },
        { "null", "" },
        { "[]", "" },
        { """{"name":"X",}""", "" },
        { """{"name":"X","name":"Y"}""", "" },
        { """{"name":"X","version":7}""", "#/version" },
        { """{"Name":"X"}""", "#/Name" },
        { """{"name":1}""", "#/name" },
        { """{"name":NaN}""", "#/name" },
        { "{\"name\":\"\\ud800\"}", "#/name" },
        { "{\"name\":" + new string('[', 200) + new string(']', 200) + "}", "" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Malformed_body_is_refused_and_its_place_named(string body, string pointer)
    {
        await using ApiHost host = await ApiHost.StartAsync();

        JsonElement problem = await host.Admin.PostAsync("/v1/partners", body, 400);

        Assert.Contains(problem.Code(), new[] { "body_malformed", "request_malformed" });
        if (pointer.Length > 0)
        {
            Assert.Equal([pointer], problem.Pointers());
        }

        Assert.Equal(0, (await host.Admin.GetAsync("/v1/partners", 200)).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Invalid_UTF_8_and_control_characters_are_refused()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        byte[] invalid = [.. """{"name":"""u8, (byte)'"', 0xC3, 0x28, .. "\"}"u8];

        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(host, new ByteArrayContent(invalid), "application/json"));
        JsonElement nul = await host.Admin.PostAsync("/v1/partners", Good.Replace("X", "\\u0000", StringComparison.Ordinal), 400);

        Assert.Equal(["#/name"], nul.Pointers());
    }

    [Fact]
    public async Task Other_media_types_and_compressed_bodies_are_415()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        ByteArrayContent compressed = new(Encoding.UTF8.GetBytes(Good));
        compressed.Headers.ContentEncoding.Add("gzip");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await StatusAsync(host, new StringContent(Good), "text/plain"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await StatusAsync(host, compressed, "application/json"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_over_the_limit_is_413(bool withIdempotencyKey)
    {
        await using ApiHost host = await ApiHost.StartAsync("--Api:MaxBodyBytes", "1024");
        string body = Good.Replace("X", new string('x', 2000), StringComparison.Ordinal);
        (string, string)[] headers = withIdempotencyKey ? [("Idempotency-Key", "k")] : [];

        JsonElement problem = await host.Admin.PostAsync("/v1/partners", body, 413, headers);

        Assert.Equal("body_too_large", problem.Code());
    }

    [Theory]
    [InlineData("GET", "/v1/nothing", 404, "route_unknown")]
    [InlineData("GET", "/v1/partners/not-an-id", 404, "route_unknown")]
    [InlineData("GET", "/v1/partners/00000000-0000-0000-0000-000000000000", 404, "route_unknown")]
    [InlineData("GET", "/v1/partners/0198f2a4-3c5e-7b11-9d55-2f6f3a0e4c01", 404, "not_found")]
    [InlineData("PUT", "/v1/partners", 405, "method_not_allowed")]
    [InlineData("GET", "/v1/partners?limit=many", 400, "fields_invalid")]
    public async Task Address_or_method_that_is_not_there_is_a_problem_with_a_code(string method, string path, int status, string code)
    {
        await using ApiHost host = await ApiHost.StartAsync();

        JsonElement problem = await host.Admin.SendAsync(new HttpMethod(method), path, null, status);

        Assert.Equal(code, problem.Code());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Too_many_requests_are_429_with_Retry_After_and_another_key_is_not_held_up()
    {
        await using ApiHost host = await ApiHost.StartAsync("--Api:Burst", "5", "--Api:RequestsPerSecond", "1");
        TestPartner partner = await host.AddPartnerAsync();
        List<HttpResponseMessage> answers = [];
        for (int request = 0; request < 12; request++)
        {
            answers.Add(await partner.Client.GetAsync(new Uri("/v1/partners", UriKind.Relative)));
        }

        HttpResponseMessage refused = Assert.Single(answers.Where(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).Take(1));
        Assert.True(refused.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        Assert.Equal("rate_limited", JsonElement.Parse(await refused.Content.ReadAsStringAsync()).Code());
        await host.Admin.GetAsync("/v1/partners", 200);
    }

    private static async Task<HttpStatusCode> StatusAsync(ApiHost host, HttpContent content, string mediaType)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        using HttpResponseMessage response = await host.Admin.PostAsync(new Uri("/v1/partners", UriKind.Relative), content);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return response.StatusCode;
    }
}
