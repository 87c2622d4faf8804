using System.Text.Json;
using RetoRewards.Tests.Persistence;

namespace RetoRewards.Tests.Api;

/// <summary>What is held, shown, released and rejected over the real host.</summary>
[OnBothDatabases]
public sealed class HoldJourneyTests
{
    [Fact]
    [Trait("Fault", "81")]
    public async Task Too_many_sales_of_one_browser_are_held_until_a_person_releases_or_rejects_them()
    {
        await using Journey journey = await Journey.StartAsync();
        await journey.SetRulesAsync(
            """{"rules":[{"kind":"DeviceVelocity","enabled":true,"most":2,"windowSeconds":86400},{"kind":"VisitorVelocity","enabled":false,"most":0,"windowSeconds":0}]}""");
        string click = await journey.ClickAsync(await journey.IssueAsync(journey.Ann));
        for (int number = 1; number <= 4; number++)
        {
            await journey.SellAsync($"{number}", clickId: click);
        }

        JsonElement[] holds = [.. (await journey.Partner.Client.GetAsync("/v1/holds?state=Open", 200)).GetProperty("items").EnumerateArray()];
        Assert.Equal(2, holds.Length);
        Assert.All(holds, hold => Assert.Equal("device_velocity", hold.GetProperty("reasons")[0].GetString()));
        Assert.Equal((4L, 4L), await journey.StandingAsync());

        await journey.ReviewAsync(holds[0], "Released", 200);
        await journey.ReviewAsync(holds[0], "Released", 200);
        await journey.ReviewAsync(holds[0], "Rejected", 409);
        await journey.ReviewAsync(holds[1], "Rejected", 200);
        await journey.ReviewAsync(holds[1], "Rejected", 200);
        await journey.DrainAsync();

        Assert.Equal((6L, 0L), await journey.StandingAsync());
        Assert.Equal(0, (await journey.Partner.Client.GetAsync("/v1/holds?state=Open", 200)).GetProperty("items").GetArrayLength());
        JsonElement decided = await journey.Partner.Client.GetAsync($"/v1/holds/{holds[1].GetProperty("holdId").GetString()}", 200);
        Assert.Equal(("Rejected", "Because", journey.Partner.KeyId), (decided.GetProperty("state").GetString(), decided.GetProperty("note").GetString(), decided.GetProperty("decidedBy").GetGuid()));
    }

    [Fact]
    public async Task A_circle_of_invitations_binds_nobody_and_is_held()
    {
        await using Journey journey = await Journey.StartAsync();
        Guid a = await journey.EnrolledCustomerAsync("A");
        Guid b = await journey.EnrolledCustomerAsync("B");
        await journey.SellAsync("1", customer: "B", code: Text(await journey.IssueAsync(a)));

        await journey.SellAsync("2", customer: "A", code: Text(await journey.IssueAsync(b)));

        JsonElement hold = Assert.Single((await journey.Partner.Client.GetAsync("/v1/holds", 200)).GetProperty("items").EnumerateArray());
        Assert.Equal("circular_referral", hold.GetProperty("reasons")[0].GetString());
    }

    [Fact]
    public async Task Duplicates_velocity_and_floods_are_held_when_the_partner_says_so()
    {
        await using Journey journey = await Journey.StartAsync();
        await journey.SetRulesAsync(
            """
            {"rules":[{"kind":"DuplicateSale","enabled":true,"most":0,"windowSeconds":120},{"kind":"CodeVelocity","enabled":true,"most":3,"windowSeconds":3600},
                      {"kind":"ClickFlood","enabled":true,"most":2,"windowSeconds":600}]}
            """);
        JsonElement ann = await journey.IssueAsync(journey.Ann);
        JsonElement bob = await journey.IssueAsync(journey.Bob);
        await journey.SellAsync("1", customer: "K", code: Text(ann));
        await journey.SellAsync("2", customer: "K", code: Text(ann));
        await journey.SellAsync("3", customer: "L", code: Text(ann), price: "3.00");
        await journey.SellAsync("4", customer: "M", code: Text(ann), price: "4.00");
        string click = string.Empty;
        for (int time = 0; time < 3; time++)
        {
            click = await journey.ClickAsync(bob);
        }

        await journey.SellAsync("5", clickId: click, price: "5.00");

        string[] reasons = [.. (await journey.Partner.Client.GetAsync("/v1/holds", 200)).GetProperty("items").EnumerateArray()
            .Select(hold => hold.GetProperty("reasons")[0].GetString()!).Order()];
        Assert.Equal(["click_flood", "code_velocity", "duplicate_sale"], reasons);
    }

    [Fact]
    [Trait("Fault", "81")]
    public async Task A_change_of_the_rules_keeps_who_made_it_from_what_and_to_what_and_loses_nobodys_other_change()
    {
        await using Journey journey = await Journey.StartAsync();
        string path = $"/v1/campaigns/{journey.Campaign}/abuse-rules";
        JsonElement defaults = await journey.Partner.Client.GetAsync(path, 200);
        string Body(int most) => $$"""{"rules":[{"kind":"DeviceVelocity","enabled":true,"most":{{most}},"windowSeconds":3600}]}""";

        await journey.SetRulesAsync(Body(2));
        await journey.SetRulesAsync(Body(2));
        await journey.Host.Admin.SendAsync(HttpMethod.Put, path, Body(3), 200, ("If-Match", "\"1\""));
        Assert.Equal("version_stale", (await journey.Partner.Client.SendAsync(HttpMethod.Put, path, Body(9), 412, ("If-Match", "\"1\""))).Code());
        Assert.Equal("if_match_required", (await journey.Partner.Client.SendAsync(HttpMethod.Put, path, Body(9), 428)).Code());

        JsonElement rules = await journey.Partner.Client.GetAsync(path, 200);
        JsonElement[] changes = [.. rules.GetProperty("changes").EnumerateArray()];
        int MostOf(JsonElement all) => all.EnumerateArray().Single(rule => rule.GetProperty("kind").GetString() == "DeviceVelocity").GetProperty("most").GetInt32();
        Assert.Equal((0, 0), (defaults.GetProperty("version").GetInt32(), defaults.GetProperty("changes").GetArrayLength()));
        Assert.Equal([2, 1], changes.Select(change => change.GetProperty("version").GetInt32()));
        Assert.Equal([(2, 3), (10, 2)], changes.Select(change => (MostOf(change.GetProperty("before")), MostOf(change.GetProperty("after")))));
        Assert.Equal(journey.Partner.KeyId, changes[1].GetProperty("changedBy").GetGuid());
        Assert.NotEqual(journey.Partner.KeyId, changes[0].GetProperty("changedBy").GetGuid());
        Assert.Equal(3, MostOf(rules.GetProperty("rules")));
        TestPartner stranger = await journey.Host.AddPartnerAsync("Stranger");
        await stranger.Client.GetAsync(path, 404);
    }

    private static string Text(JsonElement code) => code.GetProperty("code").GetString()!;
}
