using System.Text.Json;
using RetoRewards.Tests.Persistence;
using RetoRewards.Tests.Referrals;

namespace RetoRewards.Tests.Api;

/// <summary>What reports show of a campaign over the real host.</summary>
[OnBothDatabases]
public sealed class ReportJourneyTests
{
    [Fact]
    [Trait("Behaviour", "R13")]
    [Trait("Behaviour", "R5")]
    [Trait("Behaviour", "R20")]
    public async Task Reports_of_every_grouping_add_up_to_the_same_total_and_show_no_place_with_few_people()
    {
        await using Journey journey = await Journey.StartAsync();
        JsonElement london = await journey.IssueAsync(journey.Ann, ",\"sourceTag\":\"blog\",\"place\":{\"country\":\"GB\",\"city\":\"London\"}");
        JsonElement paris = await journey.IssueAsync(journey.Bob, ",\"sourceTag\":\"forum\",\"place\":{\"country\":\"FR\",\"city\":\"Paris\"}");
        await journey.ClickAsync(london);
        for (int buyer = 0; buyer < 6; buyer++)
        {
            await journey.SellAsync($"L{buyer}", customer: $"L{buyer}", code: Text(london));
        }

        await journey.SellAsync("P1", customer: "P1", code: Text(paris));
        JsonElement[] reports = [.. await Task.WhenAll(new[] { "Cell", "Country", "City", "Source", "Medium", "Channel", "Product", "Person" }.Select(journey.ReportAsync))];

        foreach (JsonElement report in reports)
        {
            JsonElement[] groups = [.. report.GetProperty("groups").EnumerateArray()];
            JsonElement total = report.GetProperty("total");
            Assert.Equal((1, 7, "14"), (total.GetProperty("clicks").GetInt32(), total.GetProperty("sales").GetInt32(), total.GetProperty("rewards").GetString()));
            foreach (string column in new[] { "clicks", "botClicks", "sales" })
            {
                Assert.Equal(total.GetProperty(column).GetInt32(), groups.Sum(row => row.GetProperty(column).GetInt32()));
            }

            Assert.Equal(14m, groups.Sum(row => decimal.Parse(row.GetProperty("rewards").GetString()!, System.Globalization.CultureInfo.InvariantCulture)));
            Assert.Equal(
                total.GetProperty("amounts")[0].GetProperty("minorUnits").GetString(),
                groups.SelectMany(row => row.GetProperty("amounts").EnumerateArray())
                    .Sum(amount => long.Parse(amount.GetProperty("minorUnits").GetString()!, System.Globalization.CultureInfo.InvariantCulture))
                    .ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        // One buyer in Paris would be found there, and London with him by what is left of the total.
        Assert.Equal([string.Empty], Keys(reports[0]));
        Assert.Equal(["blog", "forum"], Keys(reports[3]));
        await journey.Partner.Client.GetAsync($"/v1/campaigns/{journey.Campaign}/reports?by=Cell&minPeople=1", 400);
        await journey.Partner.Client.GetAsync($"/v1/campaigns/{journey.Campaign}/reports?by=Name", 400);
    }

    [Fact]
    [Trait("Behaviour", "R13")]
    [Trait("Behaviour", "N10")]
    public async Task Neither_programs_nor_clicks_of_those_who_bought_make_a_place_look_fuller_than_it_is()
    {
        await using Journey journey = await Journey.StartAsync();
        JsonElement london = await journey.IssueAsync(journey.Ann, ",\"place\":{\"country\":\"GB\",\"city\":\"London\"}");
        JsonElement paris = await journey.IssueAsync(journey.Bob, ",\"place\":{\"country\":\"FR\",\"city\":\"Paris\"}");
        for (int buyer = 0; buyer < 6; buyer++)
        {
            await journey.SellAsync($"L{buyer}", customer: $"L{buyer}", code: Text(london));
        }

        // Four people in Paris, each with a click of his own browser before the purchase, and two programs.
        for (int buyer = 0; buyer < 4; buyer++)
        {
            string click = await journey.ClickAsync(paris, agent: $"Mozilla/5.0 (X11; Linux x86_64) Firefox/{100 + buyer}.0");
            await journey.SellAsync($"P{buyer}", customer: $"P{buyer}", clickId: click);
        }

        await journey.ClickAsync(paris, agent: "curl/8.5.0");
        await journey.ClickAsync(paris, agent: "Googlebot/2.1");

        JsonElement few = await journey.ReportAsync("Country");
        string fifth = await journey.ClickAsync(paris, agent: "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0");
        JsonElement enough = await journey.ReportAsync("Country");

        Assert.Equal([string.Empty], Keys(few));
        Assert.Equal((4, 2), (few.GetProperty("total").GetProperty("clicks").GetInt32(), few.GetProperty("total").GetProperty("botClicks").GetInt32()));
        Assert.NotEmpty(fifth);
        Assert.Equal(["FR", "GB"], Keys(enough));
    }

    [Fact]
    [Trait("Behaviour", "N10")]
    [Trait("Behaviour", "R13")]
    public async Task Where_a_code_was_issued_is_compared_with_where_it_was_clicked_and_sold()
    {
        string database = Path.Combine(Directory.CreateTempSubdirectory("retorewards-places-").FullName, "places.mmdb");
        await File.WriteAllBytesAsync(database, MaxMindWriter.Write(24, 4, ("203.0.113.0/24", new Dictionary<string, object>
        {
            ["country_code"] = "GB",
            ["city"] = "London",
            ["latitude"] = 51.5142,
            ["longitude"] = -0.0931,
        })));
        await using Journey journey = await Journey.StartAsync(
            settings: ["--Places:Database", database, "--Places:TrustedProxies:0", "127.0.0.0/8", "--Places:TrustedProxies:1", "::1/128"]);
        JsonElement london = await journey.IssueAsync(journey.Ann, ",\"place\":{\"latitude\":\"51.5142\",\"longitude\":\"-0.0931\"}");
        JsonElement paris = await journey.IssueAsync(journey.Bob, ",\"place\":{\"country\":\"FR\",\"city\":\"Paris\"}");

        await journey.ClickAsync(london, address: "203.0.113.9");
        await journey.ClickAsync(london, address: "198.51.100.1");
        await journey.SellAsync("1", clickId: await journey.ClickAsync(paris, address: "203.0.113.9"));
        await journey.SellAsync("2", code: Text(london), place: "gcpvj");
        await journey.SellAsync("3", code: Text(london));

        JsonElement total = (await journey.ReportAsync("Source")).GetProperty("total");
        Assert.Equal(
            (3, 1, 1, 3, 1, 1),
            (total.GetProperty("clicks").GetInt32(), total.GetProperty("clicksNear").GetInt32(), total.GetProperty("clicksFar").GetInt32(),
                total.GetProperty("sales").GetInt32(), total.GetProperty("salesNear").GetInt32(), total.GetProperty("salesFar").GetInt32()));
        Directory.Delete(Path.GetDirectoryName(database)!, recursive: true);
    }

    private static string[] Keys(JsonElement report) => [.. report.GetProperty("groups").EnumerateArray().Select(row => row.GetProperty("key").GetString()!)];

    private static string Text(JsonElement code) => code.GetProperty("code").GetString()!;
}
