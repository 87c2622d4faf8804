using FsCheck;
using FsCheck.Fluent;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Tests.Rewards;

public sealed class FunderSplitTests
{
    private static readonly CampaignId A = new(Scene.Named("funder a"));
    private static readonly CampaignId B = new(Scene.Named("funder b"));
    private static readonly CampaignId C = new(Scene.Named("funder c"));

    [Fact]
    [Trait("Behaviour", "T9")]
    [Trait("Fault", "72")]
    public void Parts_add_up_to_the_whole_and_the_first_funder_takes_the_remainder()
    {
        FunderSplit split = Split(DryFunder.RefuseSale, 3333, 3333, 3334);

        Assert.Equal([34, 33, 33], split.Parts(TokenAmount.FromBaseUnits(100)).Select(part => (int)part.BaseUnits));
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), Gen.Choose(1, 9998).ToArbitrary(), (amount, share) =>
        {
            FunderSplit pair = new([(A, new BasisPoints(share)), (B, new BasisPoints(10_000 - share))], DryFunder.RefuseSale);
            TokenAmount whole = TokenAmount.FromBaseUnits((UInt128)amount);
            IReadOnlyList<TokenAmount> parts = pair.Parts(whole);
            return parts[0] + parts[1] == whole && parts[1] == whole.MultiplyDown(new BasisPoints(10_000 - share));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    [Trait("Behaviour", "T9")]
    public void When_one_funder_is_dry_the_sale_is_refused_or_the_others_take_over()
    {
        TokenAmount[] rewards = [TokenAmount.FromBaseUnits(60), TokenAmount.FromBaseUnits(40)];
        TokenAmount Available(CampaignId campaign) => TokenAmount.FromBaseUnits(campaign == B ? 29u : 1000u);

        Assert.Null(Split(DryFunder.RefuseSale, 5000, 3000, 2000).Share(rewards, Available));
        Assert.Equal(
            ["43 29", "0 0", "17 11"],
            Split(DryFunder.OthersTakeOver, 5000, 3000, 2000).Share(rewards, Available)!.Select(parts => string.Join(' ', parts.Select(part => part.BaseUnits))));
        Assert.Null(Split(DryFunder.OthersTakeOver, 5000, 3000, 2000).Share(rewards, _ => TokenAmount.FromBaseUnits(10)));
    }

    [Fact]
    [Trait("Behaviour", "T9")]
    public void A_joint_campaign_promises_from_each_funders_own_budget_by_the_agreed_shares()
    {
        Scene scene = Joint(DryFunder.RefuseSale, Rule.Purchase(1, 1, Scene.Percent(10)), Rule.Purchase(2, 2, Scene.Percent(5)));
        scene.Person("Ann", upline: "Up");
        scene.Running = new RunningState(TokenAmount.FromTokens(100));
        scene.Running.LoadBudget(B, TokenAmount.FromTokens(10));

        IReadOnlyList<RewardDecision> decisions = scene.Decide(scene.Sale(scene.Person("Ann")), scene.Sale(scene.Person("Ann")));

        RewardDecision first = decisions[0];
        Assert.Equal(["9", "6"], first.FunderParts.Select(part => Scene.Total(part.Lines).ToString()));
        Assert.Equal([Scene.CampaignId, B], first.FunderParts.Select(part => part.Transaction.CampaignId));
        Assert.Equal(Scene.Total(first.Lines), Scene.Total(first.FunderParts.SelectMany(part => part.Lines)));
        Assert.Null(first.Transaction);
        Assert.Equal("refused:budget_exhausted", decisions[1].Outcome.Code());
        Assert.Equal(("91", "4"), (scene.Running.Available.ToString(), scene.Running.PartnerBudgets[B].ToString()));
    }

    [Fact]
    [Trait("Behaviour", "T9")]
    public void A_flat_reward_is_split_by_the_same_shares_and_waits_while_one_funder_is_dry()
    {
        Rule monthly = new(1, RuleKind.Period, [new RateEntry(Scope.Everything, Scene.Reto(10))]) { Period = LimitPeriod.Month };
        Scene scene = Joint(DryFunder.RefuseSale, monthly);
        scene.Running = new RunningState(TokenAmount.FromTokens(100));
        scene.Running.LoadBudget(B, TokenAmount.FromTokens(7));
        RewardDecision Decide(string who) => FlatRewards.DecidePeriod(
            scene.Campaign, 1, scene.Person(who), Scene.Start.AddDays(5), false, new SaleEventId(Scene.Named(who)), scene.Rates, scene.Running, scene.Now);

        RewardDecision first = Decide("Ann");
        RewardDecision second = Decide("Bob");

        Assert.Equal(["6", "4"], first.FunderParts.Select(part => Scene.Total(part.Lines).ToString()));
        Assert.Null(first.Transaction);
        Assert.Equal("refused:budget_exhausted", second.Outcome.Code());
        Assert.Equal(("94", "3"), (scene.Running.Available.ToString(), scene.Running.PartnerBudgets[B].ToString()));
    }

    [Fact]
    [Trait("Behaviour", "T9")]
    public void Terms_that_name_funders_and_not_the_campaign_itself_are_not_published()
    {
        Campaign campaign = new(Scene.CampaignId, new PartnerId(Scene.Named("partner")), Scene.Start, Scene.Start.AddYears(1));
        Terms Of(CampaignId first) => new(1, Scene.Start, TimeSpan.Zero, TimeSpan.FromDays(30), [Rule.Purchase(1, 1, Scene.Percent(10))])
        {
            Funding = new FunderSplit([(first, new BasisPoints(5000)), (B, new BasisPoints(5000))], DryFunder.RefuseSale),
        };

        Assert.Equal(CampaignRefusal.FundersWithoutLead, campaign.Publish(Of(A), Scene.Start));
        Assert.Equal(CampaignRefusal.None, campaign.Publish(Of(Scene.CampaignId), Scene.Start));
    }

    [Theory]
    [Trait("Behaviour", "T9")]
    [InlineData("Draft", false)]
    [InlineData("Funded", false)]
    [InlineData("Live", true)]
    [InlineData("Paused", false)]
    [InlineData("Ended", true)]
    [InlineData("Closed", false)]
    public void A_campaign_pays_its_part_once_launched_and_within_its_window(string state, bool expected)
    {
        Campaign campaign = Campaign.Restore(
            A, new PartnerId(Scene.Named("partner")), Scene.Start, Scene.Start.AddDays(10), Enum.Parse<CampaignState>(state), []);

        Assert.Equal(expected, campaign.MayFund(Scene.Start));
        Assert.False(campaign.MayFund(Scene.Start.AddTicks(-1)));
        Assert.False(campaign.MayFund(Scene.Start.AddDays(10)));
    }

    [Fact]
    public void Shares_that_do_not_add_up_or_name_a_campaign_twice_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Split(DryFunder.RefuseSale, 5000, 3000, 1999));
        Assert.Throws<ArgumentException>(() => Split(DryFunder.RefuseSale, 10_000, 0, 0));
        Assert.Throws<ArgumentException>(() => new FunderSplit([(A, new BasisPoints(5000)), (A, new BasisPoints(5000))], DryFunder.RefuseSale));
        Assert.Throws<ArgumentException>(() => new FunderSplit([(A, new BasisPoints(10_000))], DryFunder.RefuseSale));
    }

    private static Scene Joint(DryFunder whenDry, params Rule[] rules) => new(
        new Terms(1, Scene.Start, TimeSpan.Zero, TimeSpan.FromDays(30), rules)
        {
            Funding = new FunderSplit([(Scene.CampaignId, new BasisPoints(6000)), (B, new BasisPoints(4000))], whenDry),
        });

    private static FunderSplit Split(DryFunder whenDry, int a, int b, int c) =>
        new([(A, new BasisPoints(a)), (B, new BasisPoints(b)), (C, new BasisPoints(c))], whenDry);
}
