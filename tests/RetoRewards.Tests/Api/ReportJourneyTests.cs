using System.Text.Json;
using RetoRewards.Tests.Persistence;

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

    private static string[] Keys(JsonElement report) => [.. report.GetProperty("groups").EnumerateArray().Select(row => row.GetProperty("key").GetString()!)];

    private static string Text(JsonElement code) => code.GetProperty("code").GetString()!;
}
