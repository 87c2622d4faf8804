using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;
using RetoRewards.Rewards;
using RetoRewards.Sales;
using RetoRewards.Tests.Persistence;
using RetoRewards.Tests.Sales;
using static RetoRewards.Tests.Rewards.SaleEventsTests;

namespace RetoRewards.Tests.Rewards;

/// <summary>Rewards for numbers of customers and for feedback, on a real database.</summary>
[OnBothDatabases]
public sealed class FlatAndThresholdTests
{
    private static readonly DateTimeOffset Noon = Shop.Noon;

    [Fact]
    [Trait("Behaviour", "T8")]
    public async Task A_threshold_at_3_customers_counted_3_2_3_pays_once_and_falling_below_takes_it_back()
    {
        await using Shop shop = await Shop.OpenAsync(terms: [Terms(Threshold(3))]);
        (ParticipantId referrer, string code) = await shop.EnrolAsync();
        await TellAllAsync(shop, Shop.Sale("1", "5.00", code, "c1"), Shop.Sale("2", "5.00", code, "c2"), Shop.Sale("2b", "5.00", code, "c2"));
        Assert.Equal("0", await PendingAsync(shop, referrer));

        await TellAllAsync(shop, Shop.Sale("3", "5.00", code, "c3"));
        Assert.Equal("100", await PendingAsync(shop, referrer));
        await TellAllAsync(shop, Refund("r1", "2"));
        Assert.Equal("0", await PendingAsync(shop, referrer));
        await TellAllAsync(shop, Shop.Sale("4", "5.00", code, "c4"));
        Assert.Equal("100", await PendingAsync(shop, referrer));
        await TellAllAsync(shop, Shop.Sale("5", "5.00", code, "c5"));

        Assert.Equal("100", await PendingAsync(shop, referrer));
        Assert.Single(await shop.RowsAsync<RewardRow>());
        await ShopOracle.AssertAsync(shop);
    }

    [Fact]
    [Trait("Behaviour", "T8")]
    public async Task A_threshold_lost_after_its_payment_is_a_debt_that_ends_when_it_is_met_again()
    {
        await using Shop shop = await Shop.OpenAsync(terms: [Terms(Threshold(2))]);
        (ParticipantId referrer, string code) = await shop.EnrolAsync();
        await TellAllAsync(shop, Shop.Sale("1", "5.00", code, "c1"), Shop.Sale("2", "5.00", code, "c2"));
        await PayAsync(shop);

        await TellAllAsync(shop, Refund("r1", "1"));
        Assert.Equal("100", (await shop.BalanceAsync(AccountName.Debt(shop.CampaignId, referrer))).Shortfall().ToString());
        await TellAllAsync(shop, Shop.Sale("3", "5.00", code, "c3"));

        Assert.Equal("0", (await shop.BalanceAsync(AccountName.Debt(shop.CampaignId, referrer))).Shortfall().ToString());
        Assert.Single(await shop.RowsAsync<RewardRow>());
        await ShopOracle.AssertAsync(shop);
    }

    [Theory]
    [InlineData(FeedbackPolarity.Positive)]
    [InlineData(FeedbackPolarity.Negative)]
    [Trait("Behaviour", "R8")]
    [Trait("Behaviour", "N14")]
    public async Task Praise_and_complaint_earn_the_same_once_a_purchase(FeedbackPolarity polarity)
    {
        await using Shop shop = await Shop.OpenAsync(terms:
        [
            Terms(
                Rule.Purchase(1, 1, Rate.Percentage(new BasisPoints(1000))),
                new Rule(2, RuleKind.Feedback, [new RateEntry(Scope.Everything, Rate.Tokens(TokenAmount.FromTokens(7)))])),
        ]);
        (ParticipantId buyer, _) = await shop.EnrolAsync();
        await shop.LinkCustomerAsync("c1", buyer);
        await shop.TellAsync(new FeedbackSubmission("f1", "1", Noon, polarity, null, "It arrived."));
        await shop.RewardAllAsync();
        Assert.Equal(Outcome.SaleMissing, await OutcomeAsync(shop, "f1"));

        await TellAllAsync(shop, Shop.Sale("1", "5.00", customer: "c1"));
        await TellAllAsync(shop, new FeedbackSubmission("f2", "1", Noon, polarity, null, null));

        Assert.Equal("7", await PendingAsync(shop, buyer));
        Assert.Equal((Outcome.Rewarded, Outcome.AlreadyRewarded), (await OutcomeAsync(shop, "f1"), await OutcomeAsync(shop, "f2")));
        Assert.Equal(RewardRole.Author, Assert.Single(await shop.RowsAsync<RewardRow>()).Role);
        await ShopOracle.AssertAsync(shop);
    }

    [Fact]
    public async Task Feedback_on_a_purchase_that_is_not_paid_waits_with_it_and_on_a_cancelled_one_earns_nothing()
    {
        await using Shop shop = await Shop.OpenAsync(terms:
            [Terms(new Rule(2, RuleKind.Feedback, [new RateEntry(Scope.Everything, Rate.Tokens(TokenAmount.FromTokens(7)))]))]);
        (ParticipantId buyer, _) = await shop.EnrolAsync();
        await shop.LinkCustomerAsync("c1", buyer);
        await TellAllAsync(
            shop,
            Unpaid("1", "5.00", null, customer: "c1"),
            new FeedbackSubmission("f1", "1", Noon, FeedbackPolarity.Positive, null, null));
        Assert.Equal(Outcome.PaymentPending, await OutcomeAsync(shop, "f1"));

        await TellAllAsync(shop, new CancellationSubmission("x1", "1", Noon));

        Assert.Equal((Outcome.SaleCancelled, Outcome.SaleCancelled), (await OutcomeAsync(shop, "event-1"), await OutcomeAsync(shop, "f1")));
        Assert.Empty(await shop.RowsAsync<RewardRow>());
    }

    private static Rule Threshold(int customers) =>
        new(1, RuleKind.Threshold, [new RateEntry(Scope.Everything, Rate.Tokens(TokenAmount.FromTokens(100)))])
        {
            ThresholdCustomers = customers,
        };

    private static Terms Terms(params Rule[] rules) => new(1, Noon.AddYears(-1), TimeSpan.Zero, TimeSpan.FromDays(400), rules);
}
