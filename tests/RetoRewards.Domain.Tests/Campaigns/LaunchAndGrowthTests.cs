using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Tests.Campaigns;

public sealed class LaunchAndGrowthTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TokenAmount Budget = TokenAmount.FromTokens(100);

    [Fact]
    [Trait("Behaviour", "F27")]
    public void A_sound_campaign_passes_all_checks()
    {
        Assert.Empty(LaunchChecks.Of(With(Sound(Rule.Purchase(1, 1, Rate.Percentage(500)))), Budget, ConversionRates.None, 0, Start));
    }

    [Fact]
    [Trait("Behaviour", "F27")]
    [Trait("Behaviour", "F20")]
    public void Each_fault_is_found_by_its_own_check()
    {
        Rule fixedReward = Rule.Buyer(1, Rate.Tokens(TokenAmount.FromTokens(101)));
        Rule roubles = Rule.Buyer(1, Rate.Currency(new Money(1, Currency.Find("RUB"))));
        Rule discount = new(1, RuleKind.Discount, [new(Scope.Everything, Rate.Percentage(500))]);
        Rule apart = new(1, RuleKind.Feedback, [
            new(new Scope { Polarity = FeedbackPolarity.Positive }, Rate.Tokens(TokenAmount.FromTokens(2))),
            new(Scope.Everything, Rate.Tokens(TokenAmount.FromTokens(1)))]);
        Terms late = new(1, Start.AddDays(1), TimeSpan.Zero, TimeSpan.Zero, [Rule.Purchase(1, 1, Rate.Percentage(500))]) { MaxPerSale = Budget };

        Assert.Equal([LaunchFault.TermsMissing], LaunchChecks.Of(With(), Budget, ConversionRates.None, 0, Start));
        Assert.Equal([LaunchFault.TermsStartLate], LaunchChecks.Of(With(late), Budget, ConversionRates.None, 0, Start));
        Assert.Equal([LaunchFault.WindowOver], LaunchChecks.Of(With(Sound(discount)), Budget, ConversionRates.None, 0, Start.AddDays(9)));
        Assert.Equal([LaunchFault.NotFunded], LaunchChecks.Of(With(Sound(discount)), TokenAmount.Zero, ConversionRates.None, 0, Start));
        Assert.Equal([LaunchFault.BudgetBelowOneReward], LaunchChecks.Of(With(Sound(fixedReward)), Budget, ConversionRates.None, 0, Start));
        Assert.Equal([LaunchFault.RateMissing], LaunchChecks.Of(With(Sound(roubles)), Budget, ConversionRates.None, 0, Start));
        Assert.Equal(
            [LaunchFault.SharesAboveWhole],
            LaunchChecks.Of(With(Sound(Rule.Purchase(1, 1, Rate.Percentage(6000)), Rule.Buyer(2, Rate.Percentage(4001)))), Budget, ConversionRates.None, 0, Start));
        ChainLimits chain = new(TimeSpan.FromDays(30), TokenAmount.FromTokens(50), 400);
        Terms slow = new(1, Start, TimeSpan.FromDays(20), TimeSpan.FromDays(11), [discount]) { MaxPerSale = Budget };
        Rule large = Rule.Buyer(1, Rate.Tokens(TokenAmount.FromTokens(51)));
        Assert.Equal([LaunchFault.GraceTooShort], LaunchChecks.Of(With(slow), Budget, ConversionRates.None, 0, Start, chain with { MaxShareBps = 500 }));
        Assert.Equal([LaunchFault.RewardAboveChainCeiling], LaunchChecks.Of(With(Sound(large)), Budget, ConversionRates.None, 0, Start, chain));
        Assert.Equal(
            [LaunchFault.ShareAboveChainCeiling],
            LaunchChecks.Of(With(Sound(Rule.Buyer(1, Rate.Percentage(401)))), Budget, ConversionRates.None, 0, Start, chain));
        // A discount costs no tokens, whatever the contract's ceiling is.
        Assert.Empty(LaunchChecks.Of(With(Sound(discount)), Budget, ConversionRates.None, 0, Start, chain));
        Assert.Equal([LaunchFault.PolaritiesDiffer], LaunchChecks.Of(With(Sound(apart)), Budget, ConversionRates.None, 0, Start));
        Assert.Equal([LaunchFault.OpenOfferAsGood], LaunchChecks.Of(With(Sound(discount)), Budget, ConversionRates.None, 500, Start));
        Assert.Empty(LaunchChecks.Of(With(Sound(discount)), Budget, ConversionRates.None, 499, Start));
        Terms unbounded = new(1, Start, TimeSpan.Zero, TimeSpan.Zero, [discount]);
        Assert.Equal([LaunchFault.Unbounded], LaunchChecks.Of(With(unbounded), Budget, ConversionRates.None, 0, Start));
        Assert.True(LaunchChecks.IsWarning(LaunchFault.Unbounded) && !LaunchChecks.IsWarning(LaunchFault.SharesAboveWhole));
    }

    [Fact]
    [Trait("Behaviour", "F21")]
    public void Cost_of_a_customer_is_all_expenses_over_new_customers_and_not_available_without_any()
    {
        Assert.Equal(34, GrowthGuard.CostOfCustomer(60, 40, 3));
        Assert.Equal(50, GrowthGuard.CostOfCustomer(60, 40, 2));
        Assert.Null(GrowthGuard.CostOfCustomer(60, 40, 0));
    }

    [Fact]
    [Trait("Behaviour", "F22")]
    public void Value_of_a_customer_is_exact_in_both_modes()
    {
        // 12,000 over 6 conversions is 2,000 each; 6 conversions of 3 customers in 1 frame are 2; lifetimes of 3, 4 and 5 frames are 4 on average.
        Assert.Equal(16_000, CustomerValue.Of(12_000, 6, 3, 1, 12).MinorUnits());
        Assert.Equal(9_900, CustomerValue.OfOnePrice(9_900).MinorUnits());
        Assert.Null(CustomerValue.Of(0, 0, 0, 1, 0).MinorUnits());
    }

    [Theory]
    [Trait("Behaviour", "F23")]
    [Trait("Behaviour", "N13")]
    [InlineData(29, 1, true, GrowthVerdict.TooFewCustomers)]
    [InlineData(30, 2_999, true, GrowthVerdict.Sound)]
    [InlineData(30, 3_000, true, GrowthVerdict.Pause)]
    [InlineData(30, 3_000, false, GrowthVerdict.Warn)]
    public void A_customer_must_cost_less_than_it_is_worth(int customers, int spent, bool pauses, GrowthVerdict expected)
    {
        Assert.Equal(expected, GrowthGuard.Judge(spent - 1, 1, customers, CustomerValue.OfOnePrice(100), pauses));
    }

    [Fact]
    [Trait("Behaviour", "F16")]
    public void The_share_of_referred_payers_is_counted_in_basis_points()
    {
        Assert.Equal(2_000, Goal.ReferredShareBps(20, 100));
        Assert.Null(Goal.ReferredShareBps(0, 0));
    }

    [Theory]
    [InlineData(100, 51, null)]
    [InlineData(100, 50, 5_000)]
    [InlineData(50, 20, 8_000)]
    [InlineData(50, 49, null)]
    [InlineData(100, 0, 10_000)]
    [InlineData(20, 100, null)]
    public void A_partner_is_warned_once_at_each_mark(uint before, uint after, int? expected)
    {
        Assert.Equal(expected, BudgetWatch.Passed(TokenAmount.FromBaseUnits(100), TokenAmount.FromBaseUnits(before), TokenAmount.FromBaseUnits(after)));
    }

    [Fact]
    [Trait("Behaviour", "F27")]
    [Trait("Behaviour", "T9")]
    public void A_joint_campaign_is_measured_by_its_own_share_unless_it_may_have_to_take_the_others_over()
    {
        CampaignId own = With().Id;
        CampaignId other = new(new Guid(3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1));
        Terms Joint(DryFunder whenDry) => new(1, Start, TimeSpan.Zero, TimeSpan.Zero, [Rule.Buyer(1, Rate.Tokens(TokenAmount.FromTokens(101)))])
        {
            MaxPerSale = Budget,
            Funding = new FunderSplit([(own, new BasisPoints(5000)), (other, new BasisPoints(5000))], whenDry),
        };

        Assert.Empty(LaunchChecks.Of(With(Joint(DryFunder.RefuseSale)), Budget, ConversionRates.None, 0, Start));
        Assert.Equal(
            [LaunchFault.BudgetBelowOneReward],
            LaunchChecks.Of(With(Joint(DryFunder.OthersTakeOver)), Budget, ConversionRates.None, 0, Start));
    }

    private static Terms Sound(params Rule[] rules) => new(1, Start, TimeSpan.Zero, TimeSpan.Zero, rules) { MaxPerSale = Budget };

    private static Campaign With(params Terms[] terms) => Campaign.Restore(
        new CampaignId(new Guid(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)),
        new PartnerId(new Guid(2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)),
        Start,
        Start.AddDays(9),
        CampaignState.Funded,
        terms);
}
