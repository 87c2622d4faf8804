using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;
using RetoRewards.Rewards;
using RetoRewards.Sales;
using RetoRewards.Tests.Persistence;
using RetoRewards.Tests.Sales;

namespace RetoRewards.Tests.Rewards;

/// <summary>How a partner may motivate, decided by the stage on a real database. 20 RETO a pound.</summary>
[OnBothDatabases]
public sealed class MotivationTests
{
    private static readonly DateTimeOffset Noon = Shop.Noon;

    [Fact]
    [Trait("Behaviour", "R21")]
    [Trait("Behaviour", "R7")]
    public async Task A_seller_earns_on_top_of_what_the_referrer_and_the_buyer_earn_but_not_for_selling_to_himself()
    {
        await using Shop shop = await OpenAsync(
            Rule.Purchase(1, 1, Rate.Percentage(1000)),
            Rule.Buyer(2, Rate.Percentage(500)),
            new Rule(3, RuleKind.Seller, [new RateEntry(Scope.Everything, Rate.Percentage(200))]));
        (_, string code) = await shop.EnrolAsync();
        (ParticipantId seller, _) = await shop.EnrolAsync();
        await shop.LinkCustomerAsync("seller", seller);

        await SaleEventsTests.TellAllAsync(
            shop,
            Shop.Sale("1", "10.00", code, "c1") with { Seller = seller },
            Shop.Sale("2", "10.00", code, "seller") with { Seller = seller });

        RewardRow[] rewards = await shop.RowsAsync<RewardRow>();
        Assert.Equal(
            ["10 Buyer", "10 Buyer", "20 Level1", "20 Level1", "4 Seller"],
            rewards.Select(row => $"{row.Amount} {row.Role}").Order(StringComparer.Ordinal));
        Assert.Equal(seller, rewards.Single(row => row.Role == RewardRole.Seller).ParticipantId);
    }

    [Fact]
    [Trait("Behaviour", "G3")]
    [Trait("Behaviour", "R19")]
    public async Task A_donation_goes_to_the_beneficiary_in_the_referrers_place()
    {
        // The beneficiary is enrolled before the terms that name it are published.
        await using Shop shop = await Shop.OpenAsync();
        (ParticipantId referrer, string code) = await shop.EnrolAsync();
        (ParticipantId beneficiary, _) = await shop.EnrolAsync();
        Rule donated = new(1, RuleKind.Purchase, [new RateEntry(Scope.Everything, Rate.Percentage(1000))], 1) { Beneficiary = beneficiary };
        await SeedRows.WriteAsync(
            shop.Database, write => write.InsertOne(RetoRewards.Campaigns.StoredTerms.Row(shop.CampaignId, TermsOf(2, Noon, donated), Noon)));

        await SaleEventsTests.TellAllAsync(shop, Shop.Sale("1", "10.00", code, "c1"));

        RewardRow reward = Assert.Single(await shop.RowsAsync<RewardRow>());
        Assert.Equal((beneficiary, "20"), (reward.ParticipantId, reward.Amount.ToString()));
        Assert.Equal(referrer, Assert.Single(await shop.RowsAsync<RewardDecisionRow>()).Referrer);
        await ShopOracle.AssertAsync(shop);
    }

    [Fact]
    [Trait("Behaviour", "G5")]
    [Trait("Behaviour", "G2")]
    [Trait("Behaviour", "M1")]
    public async Task A_perk_in_kind_promises_no_tokens_and_the_sale_is_attributed_and_counted_all_the_same()
    {
        await using Shop shop = await OpenAsync(
            new Rule(1, RuleKind.Buyer, [new RateEntry(Scope.Everything, Rate.Nothing)]) { Perk = "a free cup" },
            new Rule(2, RuleKind.Discount, [new RateEntry(Scope.Everything, Rate.Percentage(1000))]));
        (ParticipantId referrer, string code) = await shop.EnrolAsync();

        await SaleEventsTests.TellAllAsync(shop, Shop.Sale("1", "10.00", code, "c1"));

        Assert.Empty(await shop.RowsAsync<RewardRow>());
        Assert.Equal(Outcome.Measured, await SaleEventsTests.OutcomeAsync(shop, "event-1"));
        RewardDecisionRow decision = Assert.Single(await shop.RowsAsync<RewardDecisionRow>());
        Assert.Equal((referrer, true, 100L), (decision.Referrer, decision.CountsCustomer, decision.DiscountMinorUnits));
    }

    [Fact]
    [Trait("Behaviour", "R14")]
    public async Task A_payment_that_is_told_later_than_its_terms_allow_earns_nothing()
    {
        await using Shop shop = await Shop.OpenAsync(terms: [new Terms(
            1, Noon.AddYears(-1), TimeSpan.Zero, TimeSpan.FromDays(10), [Rule.Purchase(1, 1, Rate.Percentage(1000))])]);
        (ParticipantId referrer, string code) = await shop.EnrolAsync();
        foreach (string number in new[] { "1", "2" })
        {
            await shop.TellAsync(SaleEventsTests.Unpaid(number, "10.00", code, Noon));
            await shop.TellAsync(new DeliverySubmission("d" + number, number, Noon, IsReturn: false));
        }

        // Both were paid at the sale's moment; one payment is told within ten days, the other a second after them.
        shop.Clock.Now = Noon.AddDays(10);
        await SaleEventsTests.TellAllAsync(shop, SaleEventsTests.Payment("p1", "1", 10m, Noon));
        shop.Clock.Now += TimeSpan.FromSeconds(1);
        await SaleEventsTests.TellAllAsync(shop, SaleEventsTests.Payment("p2", "2", 10m, Noon));

        Assert.Equal(Outcome.Rewarded, await SaleEventsTests.OutcomeAsync(shop, "event-1"));
        Assert.Equal(Outcome.TooLate, await SaleEventsTests.OutcomeAsync(shop, "event-2"));
        Assert.Equal("20", await SaleEventsTests.PendingAsync(shop, referrer));
    }

    private static Task<Shop> OpenAsync(params Rule[] rules) => Shop.OpenAsync(terms: [TermsOf(1, Noon.AddYears(-1), rules)]);

    private static Terms TermsOf(int version, DateTimeOffset from, params Rule[] rules) =>
        new(version, from, TimeSpan.Zero, TimeSpan.FromDays(400), rules);
}
