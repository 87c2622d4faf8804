using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Sales;
using RetoRewards.Rewards;
using RetoRewards.Sales;
using RetoRewards.Tests.Persistence;
using RetoRewards.Tests.Sales;

namespace RetoRewards.Tests.Faults;

/// <summary>A sale counts by its own moment, however late it is told: the campaign of that moment, and the terms of that moment.</summary>
[OnBothDatabases]
public sealed class LateSaleTests
{
    private static readonly TimeSpan Lateness = TimeSpan.FromDays(10);
    private static readonly DateTimeOffset Changed = Shop.Noon.AddDays(-5);

    [Fact]
    [Trait("Fault", "40")]
    [Trait("Behaviour", "N6")]
    public async Task A_sale_told_after_the_campaigns_end_is_judged_by_its_own_moment_and_refused_only_beyond_the_lateness()
    {
        await using Shop shop = await Shop.OpenAsync(terms: [Version(1, Shop.Noon.AddYears(-1), 1000)]);
        (_, string code) = await shop.EnrolAsync();
        DateTimeOffset end = Assert.Single(await shop.RowsAsync<RetoRewards.Campaigns.CampaignRow>()).EndsAt;
        shop.Clock.Now = end + TimeSpan.FromDays(9);

        await shop.TellAsync(Shop.Sale("in-time", "10.00", code, soldAt: end.AddSeconds(-1)));
        await shop.TellAsync(Shop.Sale("after", "10.00", code, soldAt: end));
        shop.Clock.Now = end + TimeSpan.FromDays(11);
        await shop.TellAsync(Shop.Sale("late", "10.00", code, soldAt: end.AddSeconds(-1)));
        await shop.RewardAllAsync();

        Dictionary<string, Outcome?> outcomes = (await shop.RowsAsync<SaleEventRow>()).ToDictionary(row => row.SaleNumber, row => row.Outcome);
        Assert.Equal(Outcome.Rewarded, outcomes["in-time"]);
        Assert.Equal(Outcome.CampaignNoLongerLive, outcomes["after"]);
        Assert.Equal(Outcome.TooLate, outcomes["late"]);
        Assert.Single(await shop.RowsAsync<RewardRow>());
    }

    [Fact]
    [Trait("Fault", "41")]
    [Trait("Behaviour", "N6")]
    public async Task Terms_that_change_in_the_middle_of_the_stream_leave_each_sale_those_of_its_moment()
    {
        await using Shop shop = await Shop.OpenAsync(
            terms: [Version(1, Shop.Noon.AddYears(-1), 1000), Version(2, Changed, 2000)]);
        (_, string code) = await shop.EnrolAsync();

        // Told in the wrong order, one group, both before they are decided.
        await shop.TellAsync(Shop.Sale("new", "10.00", code, soldAt: Changed));
        await shop.TellAsync(Shop.Sale("old", "10.00", code, soldAt: Changed.AddSeconds(-1)));
        await shop.RewardAllAsync();

        SaleRow[] sales = await shop.RowsAsync<SaleRow>();
        SaleEventRow[] events = await shop.RowsAsync<SaleEventRow>();
        RewardRow[] rewards = await shop.RowsAsync<RewardRow>();
        TokenAmount AmountOf(string number) => Assert.Single(
            rewards, row => row.SaleEventId == events.Single(one => one.SaleNumber == number).SaleEventId).Amount;
        Assert.Equal(2, sales.Length);
        Assert.Equal(TokenAmount.FromTokens(20), AmountOf("old"));
        Assert.Equal(TokenAmount.FromTokens(40), AmountOf("new"));
    }

    private static Terms Version(int version, DateTimeOffset inForceFrom, int bps) => new(
        version, inForceFrom, TimeSpan.Zero, Lateness, [Rule.Purchase(1, 1, Rate.Percentage(new BasisPoints(bps)))]);
}
