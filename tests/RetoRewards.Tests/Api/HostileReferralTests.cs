using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Referrals.Links;
using RetoRewards.Tests.Persistence;

namespace RetoRewards.Tests.Api;

/// <summary>What an attacker or a broken program sends to codes, links, rules and customers: refused by name, and nothing stops.</summary>
[OnBothDatabases]
public sealed class HostileReferralTests
{
    [Theory]
    [InlineData("""{"rules":[null]}""")]
    [InlineData("""{"rules":[{"kind":99,"enabled":true,"most":1,"windowSeconds":1}]}""")]
    [InlineData("""{"rules":[{"kind":"Nothing","enabled":true,"most":1,"windowSeconds":1}]}""")]
    [InlineData("""{"rules":[{"kind":"CodeVelocity","enabled":true,"most":-1,"windowSeconds":1}]}""")]
    [InlineData("""{"rules":[{"kind":"CodeVelocity","enabled":true,"most":1,"windowSeconds":9223372036854775807}]}""")]
    [InlineData("""{"rules":[{"kind":"CodeVelocity","enabled":true,"most":1,"windowSeconds":1},{"kind":"CodeVelocity","enabled":true,"most":2,"windowSeconds":1}]}""")]
    public async Task Rules_that_are_none_are_refused_and_change_nothing(string body)
    {
        await using Journey journey = await Journey.StartAsync();
        string path = $"/v1/campaigns/{journey.Campaign}/abuse-rules";

        await journey.Partner.Client.SendAsync(HttpMethod.Put, path, body, 400, ("If-Match", "*"));

        Assert.Equal(0, (await journey.Partner.Client.GetAsync(path, 200)).GetProperty("version").GetInt32());
    }

    [Fact]
    [Trait("Fault", "73")]
    public async Task Texts_that_no_database_keeps_are_refused_wherever_they_are_asked_for()
    {
        await using Journey journey = await Journey.StartAsync();
        foreach ((string path, int status) in new[]
        {
            ("/v1/customers?customerNumber=%00", 400), ("/v1/customers?referrerId=me", 400), ("/v1/codes/%01", 422),
            ("/v1/codes/" + new string('A', 4_000), 422), ("/v1/codes/%D0%90%D0%91%D0%92%D0%93", 422), ("/v1/codes/%F0%9F%98%80", 422),
        })
        {
            using HttpResponseMessage answer = await journey.Partner.Client.SendAsync(HttpMethod.Get, path, null);
            Assert.True(status == (int)answer.StatusCode, $"{path}: {(int)answer.StatusCode}");
        }

        using HttpClient browser = new() { BaseAddress = journey.Host.Address };
        foreach (string link in new[] { "/r/%01", "/r/", "/r//", "/r/" + new string('7', 4_000), "/r/%F0%9F%98%80", "/r/..%2F..%2Fetc", "/r/%D0%90" })
        {
            using HttpResponseMessage answer = await browser.GetAsync(new Uri(link, UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Fact]
    [Trait("Behaviour", "F10")]
    public async Task A_sale_as_old_as_time_itself_with_a_click_stops_no_other_of_its_run()
    {
        await using Journey journey = await Journey.StartAsync();
        string click = await journey.ClickAsync(await journey.IssueAsync(journey.Ann));

        Sold ancient = await journey.SellAsync("1", clickId: click, soldAt: "0001-01-01T00:00:00Z");
        Sold sale = await journey.SellAsync("2", clickId: click);

        Assert.StartsWith("refused:", ancient.Outcome, StringComparison.Ordinal);
        Assert.Equal(("rewarded", journey.Ann.ToString()), (sale.Outcome, sale.Referrer));
    }

    [Fact]
    [Trait("Fault", "81")]
    public async Task A_look_without_following_is_a_programs_and_credits_nobody()
    {
        await using Journey journey = await Journey.StartAsync();
        JsonElement code = await journey.IssueAsync(journey.Ann);
        string looked = await journey.ClickAsync(code, method: HttpMethod.Head);

        Assert.Equal("refused:click_by_bot", (await journey.SellAsync("1", clickId: looked)).Outcome);
    }

    [Fact]
    [Trait("Fault", "81")]
    public async Task All_addresses_of_one_network_share_one_limit_and_a_sale_beyond_it_waits()
    {
        await using Journey journey = await Journey.StartAsync(
            settings: ["--Links:ClicksPerMinute", "1", "--Places:TrustedProxies:0", "127.0.0.0/8", "--Places:TrustedProxies:1", "::1/128"]);
        JsonElement code = await journey.IssueAsync(journey.Ann);

        // The minute may turn on the way; of eight clicks at once some are beyond the limit of theirs.
        string[] clicks = await Task.WhenAll(Enumerable.Range(1, 8).Select(one => journey.ClickAsync(code, address: $"2001:db8:0:1:{one}::{one}")));
        LinkKeys keys = journey.Host.Services.GetRequiredService<LinkKeys>();
        string[] beyond = [.. clicks.Where(click => ClickId.Read(click, keys)!.Value.Unrecorded)];
        Assert.InRange(beyond.Length, 1, 7);
        await journey.SellAsync("1", clickId: clicks.Except(beyond).First());
        await journey.SellAsync("2", clickId: beyond[0]);

        JsonElement hold = Assert.Single((await journey.Partner.Client.GetAsync("/v1/holds", 200)).GetProperty("items").EnumerateArray());
        Assert.Equal("click_flood", hold.GetProperty("reasons")[0].GetString());
    }
}
