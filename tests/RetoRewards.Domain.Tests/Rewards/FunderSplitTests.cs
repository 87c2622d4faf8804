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
        Scene scene = new(Rule.Purchase(1, 1, Scene.Percent(10)), Rule.Purchase(2, 2, Scene.Percent(5)));
        scene.Person("Ann", upline: "Up");
        scene.Running = new RunningState(
            new FunderSplit([(A, new BasisPoints(6000)), (B, new BasisPoints(4000))], DryFunder.RefuseSale),
            new Dictionary<CampaignId, TokenAmount> { [A] = TokenAmount.FromTokens(100), [B] = TokenAmount.FromTokens(10) });

        IReadOnlyList<RewardDecision> decisions = scene.Decide(scene.Sale(scene.Person("Ann")), scene.Sale(scene.Person("Ann")));

        RewardDecision first = decisions[0];
        Assert.Equal(["9", "6"], first.FunderParts.Select(part => Scene.Total(part.Lines).ToString()));
        Assert.Equal([A, B], first.FunderParts.Select(part => part.Transaction.CampaignId));
        Assert.Equal(Scene.Total(first.Lines), Scene.Total(first.FunderParts.SelectMany(part => part.Lines)));
        Assert.Null(first.Transaction);
        Assert.Equal("refused:budget_exhausted", decisions[1].Outcome.Code());
        Assert.Equal(["91", "4"], new[] { A, B }.Select(funder => scene.Running.FunderBudgets[funder].ToString()));
    }

    [Fact]
    public void Shares_that_do_not_add_up_or_name_a_campaign_twice_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Split(DryFunder.RefuseSale, 5000, 3000, 1999));
        Assert.Throws<ArgumentException>(() => Split(DryFunder.RefuseSale, 10_000, 0, 0));
        Assert.Throws<ArgumentException>(() => new FunderSplit([(A, new BasisPoints(5000)), (A, new BasisPoints(5000))], DryFunder.RefuseSale));
        Assert.Throws<ArgumentException>(() => new FunderSplit([(A, new BasisPoints(10_000))], DryFunder.RefuseSale));
    }

    private static FunderSplit Split(DryFunder whenDry, int a, int b, int c) =>
        new([(A, new BasisPoints(a)), (B, new BasisPoints(b)), (C, new BasisPoints(c))], whenDry);
}
