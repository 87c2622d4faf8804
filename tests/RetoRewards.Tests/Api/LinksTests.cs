using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Persistence;
using RetoRewards.Referrals.Links;
using RetoRewards.Tests.Persistence;
using RetoRewards.Tests.Referrals;

namespace RetoRewards.Tests.Api;

/// <summary>Links over the real host: where they send, what they record, what they refuse.</summary>
[OnBothDatabases]
public sealed class LinksTests
{
    private const string Browser = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148";

    [Fact]
    [Trait("Behaviour", "R12")]
    [Trait("Behaviour", "F10")]
    public async Task A_link_redirects_to_the_landing_address_with_a_signed_click_id_and_a_first_party_cookie()
    {
        await using LinkWorld world = await LinkWorld.StartAsync();

        using HttpResponseMessage answer = await world.FollowAsync(world.Link);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        string id = world.ClickIdOf(answer);
        Assert.Equal("https://harbour.example/spring?reto_click=" + id, answer.Headers.Location!.OriginalString);
        string cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith($"reto_click={id}; ", cookie, StringComparison.Ordinal);
        Assert.All(["HttpOnly", "Secure", "SameSite=Lax", "Path=/"], part => Assert.Contains(part, cookie, StringComparison.Ordinal));
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());

        ClickRow click = Assert.Single(await world.ClicksAsync());
        ClickId read = ClickId.Read(id, world.Keys)!.Value;
        Assert.Equal((read.Id, read.At, world.Code, read.Visitor), (click.ClickId, click.At, click.Code, click.Visitor));
        Assert.Equal(("gcpvj", null, DeviceClass.Mobile, false, "link"), (click.IssuedCell, click.TagRefusal, click.Device, click.ByBot, click.Medium));
        Assert.Equal((null, null, null), (click.Country, click.City, click.Cell));
        Assert.Equal(VisitorHasher.Bytes, click.VisitorHash.Length);
    }

    [Fact]
    public async Task The_cookie_tells_visits_of_one_browser_together()
    {
        await using LinkWorld world = await LinkWorld.StartAsync();
        using HttpResponseMessage first = await world.FollowAsync(world.Link);
        using HttpResponseMessage again = await world.FollowAsync(world.Link, ("Cookie", "other=1; reto_click=" + world.ClickIdOf(first)));
        using HttpResponseMessage forged = await world.FollowAsync(world.Link, ("Cookie", "reto_click=" + new string('A', 62)));

        ClickRow[] clicks = await world.ClicksAsync();

        // Clicks of one second have no order among themselves.
        Assert.Equal([1, 2], clicks.GroupBy(click => click.Visitor).Select(visitor => visitor.Count()).Order());
    }

    [Theory]
    [Trait("Fault", "80")]
    [InlineData("&to=https://evil.example")]
    [InlineData("&url=//evil.example&redirect=https://evil.example")]
    [InlineData("%0d%0aSet-Cookie:%20a=b")]
    [InlineData("&m=%0d%0aX: y")]
    public async Task Nothing_in_a_link_changes_where_it_leads(string more)
    {
        await using LinkWorld world = await LinkWorld.StartAsync();

        using HttpResponseMessage answer = await world.FollowAsync(world.Link + more);

        Assert.StartsWith("https://harbour.example/spring?reto_click=", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal("link", Assert.Single(await world.ClicksAsync()).Medium);
    }

    [Fact]
    [Trait("Fault", "80")]
    public async Task A_landing_address_off_the_operators_list_is_not_followed()
    {
        await using LinkWorld world = await LinkWorld.StartAsync("--Links:LandingHosts:0", "shop.example");

        using HttpResponseMessage answer = await world.FollowAsync(world.Link);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("landing_not_allowed", answer.Headers.GetValues("Reto-Reason").Single());
        Assert.Null(answer.Headers.Location);
    }

    [Theory]
    [Trait("Behaviour", "R12")]
    [InlineData("signature", "geotag_altered")]
    [InlineData("cell", "geotag_altered")]
    [InlineData("code", "geotag_altered")]
    [InlineData("shape", "geotag_malformed")]
    public async Task A_link_that_was_changed_still_counts_for_its_code_and_without_a_place(string what, string refusal)
    {
        await using LinkWorld world = await LinkWorld.StartAsync();
        string other = await world.Partner.AddCodeAsync(world.Campaign, await world.Partner.AddParticipantAsync());
        string link = what switch
        {
            "signature" => world.Link[..^1] + (world.Link[^1] == '0' ? '1' : '0'),
            "cell" => world.Link.Replace("g=gcpvj", "g=gcpvh", StringComparison.Ordinal),
            "code" => world.Link.Replace(world.Code, other, StringComparison.Ordinal),
            _ => world.Link.Replace("g=gcpvj", "g=GCPVJ", StringComparison.Ordinal),
        };

        using HttpResponseMessage answer = await world.FollowAsync(link);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        ClickRow click = Assert.Single(await world.ClicksAsync());
        Assert.Equal((what == "code" ? other : world.Code, null, refusal), (click.Code, click.IssuedCell, click.TagRefusal));
    }

    [Theory]
    [InlineData("curl/8.5.0", false, true)]
    [InlineData("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", false, true)]
    [InlineData(null, false, true)]
    [InlineData(Browser, true, true)]
    [InlineData(Browser, false, false)]
    public async Task Programs_and_prefetches_are_counted_apart(string? userAgent, bool prefetch, bool bot)
    {
        await using LinkWorld world = await LinkWorld.StartAsync();

        using HttpResponseMessage answer = await world.FollowAsync(world.Link, userAgent, prefetch ? [("Sec-Purpose", "prefetch;prerender")] : []);

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal(bot, Assert.Single(await world.ClicksAsync()).ByBot);
        Assert.Equal(bot, ClickId.Read(world.ClickIdOf(answer), world.Keys)!.Value.ByBot);
    }

    [Fact]
    public async Task A_click_without_any_header_is_answered()
    {
        await using LinkWorld world = await LinkWorld.StartAsync();
        using System.Net.Sockets.TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, world.Host.Address.Port);
        await using System.Net.Sockets.NetworkStream stream = client.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"GET {world.Link} HTTP/1.0\r\n\r\n"));
        using StreamReader reader = new(stream);

        string answer = await reader.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 302 ", answer, StringComparison.Ordinal);
        Assert.True(Assert.Single(await world.ClicksAsync()).ByBot);
    }

    [Fact]
    [Trait("Behaviour", "M6")]
    public async Task A_social_network_gets_a_preview_and_no_redirect()
    {
        await using LinkWorld world = await LinkWorld.StartAsync("--Links:PublicUrl", "https://go.example");
        await world.Partner.Client.SendAsync(
            HttpMethod.Put, $"/v1/campaigns/{world.Campaign}/links", """{"title":"Tea & <cake>","description":"For two","imageUrl":"https://harbour.example/a.png"}""", 200, ("If-Match", "*"));

        using HttpResponseMessage answer = await world.FollowAsync(world.Link, "TelegramBot (like TwitterBot)");
        string page = await answer.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("<meta property=\"og:title\" content=\"Tea &amp; &lt;cake&gt;\">", page, StringComparison.Ordinal);
        Assert.Contains($"<meta property=\"og:url\" content=\"https://go.example{world.Link}\">", page, StringComparison.Ordinal);
        Assert.Contains("og:image", page, StringComparison.Ordinal);
        Assert.True(Assert.Single(await world.ClicksAsync()).ByBot);
    }

    [Fact]
    public async Task A_link_comes_as_a_QR_code_in_both_forms()
    {
        await using LinkWorld world = await LinkWorld.StartAsync();
        string[] parts = world.Link.Split('?');

        using HttpResponseMessage svg = await world.FollowAsync($"{parts[0]}/qr.svg?{parts[1]}");
        using HttpResponseMessage png = await world.FollowAsync($"{parts[0]}/qr.png");

        Assert.Equal(("image/svg+xml", "image/png"), (svg.Content.Headers.ContentType!.MediaType, png.Content.Headers.ContentType!.MediaType));
        Assert.Contains("<svg", await svg.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47], (await png.Content.ReadAsByteArrayAsync())[..4]);
        Assert.Empty(await world.ClicksAsync());
    }

    [Fact]
    [Trait("Fault", "81")]
    public async Task Codes_are_not_guessed_without_end_and_each_reason_is_told()
    {
        await using LinkWorld world = await LinkWorld.StartAsync("--Links:UnknownCodesPerMinute", "3");
        string mistyped = (world.Code[0] == '7' ? '8' : '7') + world.Code[1..];
        async Task<string> Reason(string code)
        {
            using HttpResponseMessage answer = await world.FollowAsync("/r/" + code);
            return $"{(int)answer.StatusCode} {answer.Headers.GetValues("Reto-Reason").Single()}";
        }

        Assert.Equal("404 code_check_failed", await Reason(mistyped));
        Assert.Equal("404 code_malformed", await Reason("\u0410\u0411"));
        Assert.Equal("404 code_unknown", await Reason("NOBODYS-CODE"));
        Assert.Equal("429 rate_limited", await Reason("NOBODYS-CODE"));
        using HttpResponseMessage known = await world.FollowAsync(world.Link);
        Assert.True(known.StatusCode is HttpStatusCode.Found or HttpStatusCode.TooManyRequests);
    }

    [Fact]
    [Trait("Fault", "81")]
    public async Task A_flood_of_clicks_is_answered_and_counted_and_recorded_to_its_limit()
    {
        await using LinkWorld world = await LinkWorld.StartAsync("--Links:ClicksPerMinute", "5");
        List<string> ids = [];
        for (int click = 0; click < 12; click++)
        {
            using HttpResponseMessage answer = await world.FollowAsync(world.Link);
            ids.Add(world.ClickIdOf(answer));
        }

        // The minute may turn during the test; a click beyond the limit keeps its signed id and loses its row.
        Assert.InRange((await world.ClicksAsync()).Length, 5, 10);
        Assert.All(ids, id => Assert.NotNull(ClickId.Read(id, world.Keys)));
    }

    [Fact]
    [Trait("Behaviour", "N10")]
    public async Task A_forged_header_moves_nobody_and_a_named_proxy_is_believed()
    {
        string database = Path.Combine(Directory.CreateTempSubdirectory("retorewards-places-").FullName, "places.mmdb");
        await File.WriteAllBytesAsync(database, MaxMindWriter.Write(24, 4, ("203.0.113.0/24", new Dictionary<string, object>
        {
            ["country_code"] = "GB",
            ["city"] = "London",
            ["latitude"] = 51.5142,
            ["longitude"] = -0.0931,
        })));
        await using LinkWorld alone = await LinkWorld.StartAsync("--Places:Database", database);
        await using LinkWorld behind = await LinkWorld.StartAsync(
            "--Places:Database", database, "--Places:TrustedProxies:0", "127.0.0.0/8", "--Places:TrustedProxies:1", "::1/128");

        foreach (LinkWorld world in new[] { alone, behind })
        {
            using HttpResponseMessage one = await world.FollowAsync(world.Link, ("X-Forwarded-For", "203.0.113.9"));
            using HttpResponseMessage two = await world.FollowAsync(world.Link, ("X-Forwarded-For", "203.0.113.9, 198.51.100.4"));
        }

        Assert.All(await alone.ClicksAsync(), click => Assert.Null(click.Country));
        ClickRow[] clicks = await behind.ClicksAsync();
        Assert.Equal(2, clicks.Length);
        Assert.Single(clicks, click => (click.Country, click.City, click.Cell) == ("GB", "London", "gcpv"));
        Assert.Single(clicks, click => click.Country is null);
        Directory.Delete(Path.GetDirectoryName(database)!, recursive: true);
    }

    [Fact]
    public async Task A_link_takes_no_other_method_and_a_look_is_no_click()
    {
        await using LinkWorld world = await LinkWorld.StartAsync();
        using HttpResponseMessage post = await world.Browser.SendAsync(new HttpRequestMessage(HttpMethod.Post, world.Link));
        using HttpResponseMessage head = await world.Browser.SendAsync(new HttpRequestMessage(HttpMethod.Head, world.Link));

        Assert.Equal((HttpStatusCode.MethodNotAllowed, HttpStatusCode.Found), (post.StatusCode, head.StatusCode));
        Assert.Empty(await world.ClicksAsync());
    }

    [Fact]
    public async Task Clicks_are_written_by_themselves_and_what_waits_when_the_service_stops()
    {
        await using LinkWorld world = await LinkWorld.StartAsync();
        WriteClicks writer = world.Host.Services.GetRequiredService<WriteClicks>();
        async Task<int> CountAsync()
        {
            await using RetoDbContext db = world.Host.Read();
            return await db.Set<ClickRow>().CountAsync();
        }

        await writer.StartAsync(CancellationToken.None);
        using HttpResponseMessage first = await world.FollowAsync(world.Link);
        for (int look = 0; look < 600 && await CountAsync() == 0; look++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }

        Assert.Equal(1, await CountAsync());
        using HttpResponseMessage last = await world.FollowAsync(world.Link);
        await writer.StopAsync(CancellationToken.None);
        Assert.Equal(2, await CountAsync());
        Assert.InRange(ClickJournal.Gather, TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
    }

    private sealed class LinkWorld : IAsyncDisposable
    {
        public required ApiHost Host { get; init; }

        public required TestPartner Partner { get; init; }

        public required Guid Campaign { get; init; }

        public required string Code { get; init; }

        public required string Link { get; init; }

        public required HttpClient Browser { get; init; }

        public LinkKeys Keys => Host.Services.GetRequiredService<LinkKeys>();

        public static async Task<LinkWorld> StartAsync(params string[] settings)
        {
            ApiHost host = await ApiHost.StartAsync(settings);
            TestPartner partner = await host.AddPartnerAsync();
            Guid campaign = await partner.AddCampaignAsync();
            JsonElement code = await partner.Client.PostAsync(
                "/v1/codes",
                $$$"""{"campaignId":"{{{campaign}}}","participantId":"{{{await partner.AddParticipantAsync()}}}","sourceTag":"blog","place":{"latitude":"51.5142","longitude":"-0.0931"}}""",
                201);
            return new LinkWorld
            {
                Host = host,
                Partner = partner,
                Campaign = campaign,
                Code = code.GetProperty("code").GetString()!,
                Link = code.GetProperty("link").GetString()!,
                Browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = host.Address },
            };
        }

        public Task<HttpResponseMessage> FollowAsync(string link, params (string Name, string Value)[] headers) => FollowAsync(link, LinksTests.Browser, headers);

        public async Task<HttpResponseMessage> FollowAsync(string link, string? userAgent, params (string Name, string Value)[] headers)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, link);
            foreach ((string name, string value) in headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            if (userAgent is not null)
            {
                request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
            }

            return await Browser.SendAsync(request);
        }

        public string ClickIdOf(HttpResponseMessage answer) => answer.Headers.Location!.OriginalString.Split("reto_click=")[1];

        /// <summary>What has been recorded, in order of seconds, once everything that waited is written.</summary>
        public async Task<ClickRow[]> ClicksAsync()
        {
            await Host.Services.GetRequiredService<ClickJournal>().FlushAsync(CancellationToken.None);
            await using RetoDbContext db = Host.Read();
            return await db.Set<ClickRow>().OrderBy(row => row.At).ThenBy(row => row.ClickId).ToArrayAsync();
        }

        public async ValueTask DisposeAsync()
        {
            Browser.Dispose();
            await Host.DisposeAsync();
        }
    }
}
