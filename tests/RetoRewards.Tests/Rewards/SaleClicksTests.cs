using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Referrals;
using RetoRewards.Domain.Rewards;
using RetoRewards.Referrals.Links;
using RetoRewards.Rewards;
using RetoRewards.Tests.Persistence;
using RetoRewards.Tests.Rewards.Holds;
using RetoRewards.Tests.Sales;

namespace RetoRewards.Tests.Rewards;

/// <summary>Which of many clicks of one browser count for a sale.</summary>
[OnBothDatabases]
public sealed class SaleClicksTests
{
    private const int Many = SaleToAttribute.MaxClicks + 50;

    [Theory]
    [Trait("Behaviour", "F10")]
    [InlineData(ClickChoice.First)]
    [InlineData(ClickChoice.Last)]
    public async Task Clicks_that_cannot_count_take_no_place_of_those_that_can(ClickChoice choice)
    {
        await using Shop shop = await Shop.OpenAsync(terms: [ShopClicks.Terms(choice)]);
        CampaignId otherCampaign = await shop.OpenSecondCampaignAsync();
        (ParticipantId first, string codeOfFirst) = await shop.EnrolAsync();
        (ParticipantId last, string codeOfLast) = await shop.EnrolAsync();
        (_, string codeOfOther) = await shop.EnrolAsync(otherCampaign);
        (_, string codeOutside) = await shop.EnrolAsync();

        // Before the window, in another campaign, and by a program: more of each than are looked at, on both sides of the two that count.
        ClickId[] outside = [.. Enumerable.Range(0, Many).Select(n => ShopClicks.Click(codeOutside, 7, Shop.Noon.AddDays(-40).AddMinutes(n)))];
        ClickId[] others = [.. Enumerable.Range(0, Many).SelectMany(n => new[]
        {
            ShopClicks.Click(codeOfOther, 7, Shop.Noon.AddDays(-30).AddMinutes(n)), ShopClicks.Click(codeOfOther, 7, Shop.Noon.AddMinutes(-n - 1)),
            ShopClicks.Click(codeOutside, 7, Shop.Noon.AddMinutes(-n - 1)) with { ByBot = true },
        })];
        ClickId early = ShopClicks.Click(codeOfFirst, 7, Shop.Noon.AddDays(-20));
        ClickId late = ShopClicks.Click(codeOfLast, 7, Shop.Noon.AddDays(-10));
        await shop.RecordAsync(
            [.. outside.Concat([early, late]).Select(click => (click, shop.CampaignId, (byte)1, (string?)null)),
                .. others.Select(click => (click, click.ByBot ? shop.CampaignId : otherCampaign, (byte)1, (string?)null))]);
        ClickId named = ShopClicks.Click(codeOutside, 7, Shop.Noon) with { ByBot = true };
        await shop.TellAsync(Shop.Sale("1", "10.00") with { ClickId = named.Text() });

        await shop.RewardAllAsync();

        RewardDecisionRow decision = Assert.Single(await shop.RowsAsync<RewardDecisionRow>());
        Assert.Equal((AttributionKind.Click, choice == ClickChoice.First ? first : last), (decision.AttributedBy, decision.Referrer!.Value));
    }

    [Fact]
    [Trait("Behaviour", "F10")]
    [Trait("Fault", "81")]
    public async Task A_browser_that_clicks_without_end_hides_no_click_of_another()
    {
        await using Shop shop = await Shop.OpenAsync(terms: [ShopClicks.Terms(ClickChoice.First)]);
        (ParticipantId first, string codeOfFirst) = await shop.EnrolAsync();
        (_, string codeOfLast) = await shop.EnrolAsync();
        ClickId[] flood = [.. Enumerable.Range(0, SaleClicks.MaxRows).Select(n => ShopClicks.Click(codeOfLast, 8, Shop.Noon.AddDays(-20).AddMilliseconds(n)))];
        ClickId early = ShopClicks.Click(codeOfFirst, 7, Shop.Noon.AddDays(-2));
        await shop.RecordAsync([.. flood.Append(early).Select(click => (click, shop.CampaignId, (byte)1, (string?)null))]);
        await shop.TellAsync(Shop.Sale("1", "10.00") with { ClickId = ShopClicks.Click(codeOfLast, 7, Shop.Noon.AddDays(-1)).Text() });
        await shop.TellAsync(Shop.Sale("2", "10.00") with { ClickId = flood[^1].Text() });

        await shop.RewardAllAsync();

        Dictionary<string, RewardDecisionRow> decisions = (await shop.RowsAsync<RetoRewards.Sales.SaleEventRow>()).Join(
            await shop.RowsAsync<RewardDecisionRow>(), told => told.SaleEventId, row => row.SaleEventId, (told, row) => (told.EventId, row))
            .ToDictionary(pair => pair.EventId, pair => pair.row);
        Assert.Equal(first, decisions["event-1"].Referrer);
        Assert.Equal(flood[0].Id, decisions["event-2"].ClickId);
    }
}
