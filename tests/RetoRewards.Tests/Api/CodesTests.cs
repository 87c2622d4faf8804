using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Referrals;
using RetoRewards.Referrals;

namespace RetoRewards.Tests.Api;

/// <summary>Issuing codes over the real host: placements, promo codes, employees, places.</summary>
public sealed class CodesTests
{
    [Fact]
    [Trait("Behaviour", "R11")]
    public async Task Ten_thousand_requests_at_once_get_one_code()
    {
        await using ApiHost host = await ApiHost.StartAsync("--Api:Burst", "20000", "--Api:RequestsPerSecond", "20000");
        TestPartner partner = await host.AddPartnerAsync();
        string body = $$"""{"campaignId":"{{await partner.AddCampaignAsync()}}","participantId":"{{await partner.AddParticipantAsync()}}"}""";

        // All are asked at once; they share connections, since a process may not open twenty thousand sockets everywhere.
        using HttpClient crowd = new(new SocketsHttpHandler { MaxConnectionsPerServer = 500 })
        {
            BaseAddress = host.Address,
            Timeout = TimeSpan.FromMinutes(5),
            DefaultRequestHeaders = { Authorization = partner.Client.DefaultRequestHeaders.Authorization },
        };

        string[] answers = await Task.WhenAll(Enumerable.Range(0, 10_000).Select(async _ =>
        {
            using HttpResponseMessage answer = await crowd.SendAsync(HttpMethod.Post, "/v1/codes", body);
            JsonElement code = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
            return $"{(int)answer.StatusCode} {code.GetProperty("code").GetString()}";
        }));

        Assert.Equal(1, answers.Count(answer => answer.StartsWith("201 ", StringComparison.Ordinal)));
        Assert.Single(answers.Select(answer => answer[4..]).Distinct());
        await using RetoRewards.Persistence.RetoDbContext db = host.Read();
        Assert.Equal(1, await db.Set<ReferralCodeRow>().CountAsync());
    }

    [Fact]
    [Trait("Behaviour", "T5")]
    [Trait("Behaviour", "F12")]
    public async Task Every_placement_has_a_code_of_its_own_and_keeps_it()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        (Guid campaign, Guid participant) = (await partner.AddCampaignAsync(), await partner.AddParticipantAsync());
        Task<JsonElement> Issue(string tag, int status) => partner.Client.PostAsync("/v1/codes", Body(campaign, participant, $",\"sourceTag\":\"{tag}\""), status);

        string[] codes = [.. await Task.WhenAll(new[] { "blog", "forum", "shop-window" }.Select(async tag => (await Issue(tag, 201)).GetProperty("code").GetString()!))];

        Assert.Equal(3, codes.Distinct().Count());
        Assert.Equal(codes[1], (await Issue("forum", 200)).GetProperty("code").GetString());
        Assert.Equal(["#/sourceTag"], (await Issue("Ada@example.org", 400)).Pointers());
    }

    [Theory]
    [Trait("Behaviour", "T4")]
    [Trait("Fault", "73")]
    [InlineData("admin", "promo_code_reserved")]
    [InlineData("ab", "code_malformed")]
    [InlineData("12345", "promo_code_no_letter")]
    [InlineData("SUMMER2026", "code_malformed")]
    [InlineData("ABCDEFGHJK", "promo_code_looks_generated")]
    [InlineData("\u041b\u0415\u0422\u041e-26", "code_malformed")]
    [InlineData("SUMMER\ud83d\ude00", "code_malformed")]
    public async Task A_promo_code_that_cannot_be_is_refused_with_its_reason(string chosen, string reason)
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        string body = Body(await partner.AddCampaignAsync(), await partner.AddParticipantAsync(), $",\"promoCode\":{JsonSerializer.Serialize(chosen)}");

        using HttpResponseMessage answer = await partner.Client.SendAsync(HttpMethod.Post, "/v1/codes", body);
        JsonElement problem = JsonElement.Parse(await answer.Content.ReadAsStringAsync());

        // SUMMER2026 holds a U, which no drawn code has: it is a promo code like any other.
        if (chosen == "SUMMER2026")
        {
            Assert.Equal(201, (int)answer.StatusCode);
            return;
        }

        Assert.Equal(reason, problem.GetProperty("errors")[0].GetProperty("code").GetString());
    }

    [Fact]
    [Trait("Behaviour", "T4")]
    public async Task A_promo_code_is_one_code_in_every_spelling_and_taken_once()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        TestPartner other = await host.AddPartnerAsync("Other");
        Guid campaign = await partner.AddCampaignAsync();
        Guid participant = await partner.AddParticipantAsync();
        JsonElement made = await partner.Client.PostAsync("/v1/codes", Body(campaign, participant, ",\"promoCode\":\"olga10-tea\""), 201);
        string drawn = await partner.AddCodeAsync(campaign, participant);

        Assert.Equal(("Promo", "OLGA10-TEA", "01GA10TEA"), (made.GetProperty("kind").GetString(), made.GetProperty("display").GetString(), made.GetProperty("code").GetString()!));
        await partner.Client.PostAsync("/v1/codes", Body(campaign, participant, ",\"promoCode\":\"0LGA-1O-TEA\""), 200);
        Assert.Equal("promo_code_exists", (await partner.Client.PostAsync("/v1/codes", Body(campaign, participant, ",\"promoCode\":\"OLGA11-TEA\""), 409)).Code());
        JsonElement taken = await other.Client.PostAsync(
            "/v1/codes", Body(await other.AddCampaignAsync(), await other.AddParticipantAsync(), ",\"promoCode\":\"OLGA10TEA\""), 409);
        Assert.Equal("promo_code_taken", taken.Code());
        Assert.NotEqual(drawn, made.GetProperty("code").GetString());
        Guid channel = await partner.AddChannelAsync();
        await partner.Client.PostAsync("/v1/sales", TestBodies.Sale(channel, "1", code: "olga 1o tea"), 201);
        Assert.Equal("code_unknown", (await partner.Client.PostAsync("/v1/sales", TestBodies.Sale(channel, "2", code: "OLGA12TEA"), 422)).Code());
    }

    [Fact]
    [Trait("Behaviour", "R11")]
    public async Task Asked_again_the_same_code_is_given_and_what_it_is_not_is_refused_with_its_reason()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        (Guid campaign, Guid participant, Guid company) = (await partner.AddCampaignAsync(), await partner.AddParticipantAsync(), await partner.AddParticipantAsync());
        string issued = $",\"employerId\":\"{company}\",\"expiresAt\":\"2030-01-01T00:00:00.1234567Z\",\"place\":{{\"country\":\"GB\",\"city\":\"London\"}}";
        Task<JsonElement> Again(string more, int status) => partner.Client.PostAsync("/v1/codes", Body(campaign, participant, more), status);
        string code = (await Again(issued, 201)).GetProperty("code").GetString()!;

        Assert.Equal(code, (await Again(issued, 200)).GetProperty("code").GetString());
        Assert.Equal(code, (await Again(string.Empty, 200)).GetProperty("code").GetString());
        foreach (string other in new[]
        {
            $",\"employerId\":\"{await partner.AddParticipantAsync()}\"", ",\"expiresAt\":\"2031-01-01T00:00:00Z\"",
            ",\"validFrom\":\"2020-01-01T00:00:00Z\"", ",\"place\":{\"country\":\"FR\",\"city\":\"Paris\"}",
            ",\"place\":{\"latitude\":\"0\",\"longitude\":\"0\"}",
        })
        {
            Assert.Equal("code_differs", (await Again(other, 409)).Code());
        }

        await partner.Client.SendAsync(HttpMethod.Delete, "/v1/codes/" + code, null, 200);
        Assert.Equal("code_revoked", (await Again(issued, 409)).Code());
        Assert.Equal("code_revoked", (await Again(string.Empty, 409)).Code());
        Assert.NotEqual(code, (await Again(",\"sourceTag\":\"anew\"", 201)).GetProperty("code").GetString());
    }

    [Fact]
    [Trait("Behaviour", "T15")]
    public async Task An_employees_code_names_the_employer_and_neither_may_be_missing()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        (Guid campaign, Guid company, Guid eve) = (await partner.AddCampaignAsync(), await partner.AddParticipantAsync(), await partner.AddParticipantAsync());

        JsonElement code = await partner.Client.PostAsync("/v1/codes", Body(campaign, eve, $",\"employerId\":\"{company}\""), 201);

        Assert.Equal((eve, company), (code.GetProperty("participantId").GetGuid(), code.GetProperty("employerId").GetGuid()));
        await partner.Client.PostAsync("/v1/codes", Body(campaign, company, $",\"employerId\":\"{company}\""), 404);
        await partner.Client.PostAsync("/v1/codes", Body(campaign, company, $",\"employerId\":\"{Guid.NewGuid()}\""), 404);
    }

    [Fact]
    [Trait("Behaviour", "R12")]
    [Trait("Behaviour", "N10")]
    public async Task A_place_is_fixed_at_issue_from_coordinates_a_store_or_a_city_at_the_campaigns_precision()
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        Guid campaign = await partner.AddCampaignAsync();
        const string Store = """{"name":"Harbour 1","country":"GB","city":"Boxford","latitude":"51.75","longitude":"-1.25"}""";
        JsonElement store = await partner.Client.PostAsync("/v1/stores", Store, 201);
        await partner.Client.PostAsync("/v1/stores", Store, 200);
        Assert.Equal("store_exists", (await partner.Client.PostAsync("/v1/stores", Store.Replace("51.75", "50", StringComparison.Ordinal), 409)).Code());
        async Task<string?> CellOf(string place, int status = 201)
        {
            JsonElement answer = await partner.Client.PostAsync("/v1/codes", Body(campaign, await partner.AddParticipantAsync(), $",\"place\":{place}"), status);
            return status == 201 ? answer.GetProperty("geoCell").GetString() : answer.GetProperty("code").GetString();
        }

        Assert.Equal("gcpvj", await CellOf("""{"latitude":"51.5142","longitude":"-0.0931"}"""));
        Assert.Equal("gcpn7", await CellOf($$"""{"storeId":"{{store.GetProperty("storeId").GetString()}}"}"""));
        Assert.Equal("gcpn7", await CellOf("""{"country":"gb","city":"Boxford"}"""));
        Assert.Equal("gcpv", await CellOf("""{"country":"GB","city":"London"}"""));
        Assert.Equal("city_unknown", await CellOf("""{"country":"GB","city":"Nowhere"}""", 422));
        Assert.Equal("fields_invalid", await CellOf("""{"country":"GB","city":"London","latitude":"1","longitude":"1"}""", 400));
        await partner.Client.SendAsync(HttpMethod.Put, $"/v1/campaigns/{campaign}/links", """{"geotagPrecision":3}""", 200, ("If-Match", "\"0\""));
        Assert.Equal("gcp", await CellOf("""{"latitude":"51.5142","longitude":"-0.0931"}"""));
        await partner.Client.SendAsync(HttpMethod.Put, $"/v1/campaigns/{campaign}/links", """{"geotagPrecision":7}""", 400, ("If-Match", "\"1\""));
        await partner.Client.SendAsync(HttpMethod.Put, $"/v1/campaigns/{campaign}/links", """{"geotagPrecision":4}""", 412, ("If-Match", "\"0\""));
        await partner.Client.SendAsync(HttpMethod.Put, $"/v1/campaigns/{campaign}/links", """{"geotagPrecision":4}""", 428);
        Assert.Equal(1, (await partner.Client.GetAsync($"/v1/campaigns/{campaign}/links", 200)).GetProperty("version").GetInt32());
    }

    [Theory]
    [InlineData("NaN", "0", "coordinates_malformed")]
    [InlineData("91", "0", "coordinates_out_of_range")]
    [InlineData("0", "-180.000000001", "coordinates_out_of_range")]
    [InlineData("1e2", "0", "coordinates_malformed")]
    [InlineData("51,5", "0", "coordinates_malformed")]
    [InlineData(null, "0", "coordinates_malformed")]
    [InlineData("90", "180", null)]
    [InlineData("-90", "-180", null)]
    [InlineData("0", "180", null)]
    public async Task Coordinates_past_the_ends_of_the_globe_are_refused_and_the_ends_are_places(string? latitude, string? longitude, string? reason)
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        string place = JsonSerializer.Serialize(new { latitude, longitude });
        JsonElement answer = await partner.Client.PostAsync(
            "/v1/codes", Body(await partner.AddCampaignAsync(), await partner.AddParticipantAsync(), $",\"place\":{place}"), reason is null ? 201 : 400);

        Assert.Equal(reason, reason is null ? null : answer.GetProperty("errors")[0].GetProperty("code").GetString());
        if (longitude == "180" && latitude == "0")
        {
            Assert.Equal(GeoCell.At(new GeoPoint(0, -180_000_000_000), 5).Value, answer.GetProperty("geoCell").GetString());
        }
    }

    [Theory]
    [Trait("Fault", "73")]
    [InlineData("7KX M2Q-9RTD", null)]
    [InlineData("\u0410BCDEFGHJK", "code_malformed")]
    [InlineData("\ud83d\ude00", "code_malformed")]
    [InlineData("", "code_malformed")]
    [InlineData("long", "code_malformed")]
    [InlineData("mistyped", "code_check_failed")]
    [InlineData("unknown", "code_unknown")]
    [InlineData("\u202e7KXM2Q9RTD", "code_malformed")]
    public async Task A_sale_tells_a_typing_error_from_nonsense_and_from_a_code_that_nobody_holds(string what, string? reason)
    {
        await using ApiHost host = await ApiHost.StartAsync();
        TestPartner partner = await host.AddPartnerAsync();
        string code = await partner.AddCodeAsync(await partner.AddCampaignAsync(), await partner.AddParticipantAsync());
        string typed = what switch
        {
            "long" => new string('A', 10_000),
            "mistyped" => (code[0] == '7' ? '8' : '7') + code[1..],
            "unknown" => Another(code),
            _ when reason is null => $" {code[..3].ToLowerInvariant()} - {code[3..]}\u2013",
            _ => what,
        };
        string body = TestBodies.Sale(await partner.AddChannelAsync(), "1").Replace("\"code\":null", $"\"code\":{JsonSerializer.Serialize(typed)}", StringComparison.Ordinal);

        JsonElement answer = await partner.Client.PostAsync("/v1/sales", body, reason is null ? 201 : 422);

        Assert.Equal(reason, reason is null ? null : answer.Code());
    }

    [Fact]
    [Trait("Behaviour", "M6")]
    public async Task Sharing_gives_the_link_its_images_the_till_and_every_network()
    {
        await using ApiHost host = await ApiHost.StartAsync("--Links:PublicUrl", "https://go.example");
        TestPartner partner = await host.AddPartnerAsync();
        JsonElement code = await partner.Client.PostAsync(
            "/v1/codes",
            Body(await partner.AddCampaignAsync(), await partner.AddParticipantAsync(), ",\"place\":{\"country\":\"GB\",\"city\":\"London\"}"),
            201);
        string text = code.GetProperty("code").GetString()!;

        JsonElement share = await partner.Client.GetAsync($"/v1/codes/{text}/share", 200);

        Assert.Equal("https://go.example" + code.GetProperty("link").GetString(), share.GetProperty("link").GetString());
        Assert.StartsWith($"https://go.example/r/{text}/qr.svg?g=gcpv.", share.GetProperty("qrSvg").GetString(), StringComparison.Ordinal);
        Assert.Equal($"https://go.example/till?code={text}", share.GetProperty("till").GetString());
        Assert.Equal(9, share.GetProperty("networks").GetArrayLength());
        Assert.All(share.GetProperty("networks").EnumerateArray(), one => Assert.True(Uri.TryCreate(one.GetProperty("url").GetString(), UriKind.Absolute, out _)));
    }

    private static string Body(Guid campaign, Guid participant, string rest) =>
        $$"""{"campaignId":"{{campaign}}","participantId":"{{participant}}"{{rest}}}""";

    // A code that nobody was given, whose check symbol is right.
    private static string Another(string code)
    {
        byte[] random = new byte[ReferralCode.RandomBytes];
        for (int draw = 0; ; draw++)
        {
            random[3] = (byte)draw;
            if (ReferralCode.FromRandom(random) is { } other && other.Value != code)
            {
                return other.Value;
            }
        }
    }
}
