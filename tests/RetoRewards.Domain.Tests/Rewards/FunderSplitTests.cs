using FsCheck;
using FsCheck.Fluent;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Rewards;

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
        TokenAmount hundred = TokenAmount.FromBaseUnits(100);
        TokenAmount Available(CampaignId campaign) => TokenAmount.FromBaseUnits(campaign == B ? 29u : 1000u);

        Assert.Null(Split(DryFunder.RefuseSale, 5000, 3000, 2000).Share(hundred, Available));
        Assert.Equal([72, 0, 28], Split(DryFunder.OthersTakeOver, 5000, 3000, 2000).Share(hundred, Available)!.Select(part => (int)part.BaseUnits));
        Assert.Null(Split(DryFunder.OthersTakeOver, 5000, 3000, 2000).Share(hundred, _ => TokenAmount.FromBaseUnits(10)));
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
