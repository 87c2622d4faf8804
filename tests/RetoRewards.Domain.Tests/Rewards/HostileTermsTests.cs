using System.Text;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Tests.Rewards;

/// <summary>Terms that somebody wrote to break things, and amounts at the edge of what there is.</summary>
public sealed class HostileTermsTests
{
    private static readonly CampaignId Other = new(Scene.Named("other funder"));

    [Fact]
    [Trait("Behaviour", "F9")]
    public void More_rules_limits_rates_or_bytes_than_the_bounds_are_refused()
    {
        static Terms With(int rules, int limits = 0, int rates = 1) => new(
            1,
            Scene.Start,
            TimeSpan.Zero,
            TimeSpan.Zero,
            [.. Enumerable.Range(1, rules).Select(number => new Rule(number, RuleKind.Buyer, [.. Enumerable.Range(1, rates)
                .Select(rate => new RateEntry(new Scope { Sku = $"S-{rate}" }, Rate.Percentage(1)))]))],
            [.. Enumerable.Range(1, limits).Select(number => new Limit(number, LimitSubject.Campaign, LimitPeriod.Ever, TokenAmount.FromTokens(1)))]);

        Assert.Equal(Terms.MaxRules, With(Terms.MaxRules).Rules.Count);
        Assert.Throws<ArgumentException>(() => With(Terms.MaxRules + 1));
        Assert.Throws<ArgumentException>(() => With(1, Terms.MaxLimits + 1));
        Assert.Throws<ArgumentException>(() => With(1, rates: Rule.MaxRates + 1));
        Assert.False(TermsJson.TryRead(new byte[TermsJson.MaxLength + 1], out _, out string? fault));
        Assert.Contains("longer", fault, StringComparison.Ordinal);
        byte[] nested = Encoding.UTF8.GetBytes(new string('[', 100_000));
        Assert.False(TermsJson.TryRead(nested, out _, out _));
    }

    [Fact]
    [Trait("Behaviour", "N7")]
    public void Rates_that_add_up_to_more_than_the_sale_are_held_by_the_cap_and_the_budget()
    {
        Rule[] greedy = [.. Enumerable.Range(1, Terms.MaxRules).Select(number => Rule.Purchase(number, 1, Scene.Percent(100)))];
        Scene capped = new(new Terms(1, Scene.Start, TimeSpan.Zero, TimeSpan.FromDays(30), greedy) { MaxShareOfSale = new BasisPoints(10_000) });
        Scene open = new(greedy) { Running = new RunningState(TokenAmount.FromTokens(4_999)) };

        Assert.Equal("100", Scene.Total(capped.DecideOne(capped.Sale(capped.Person("Ann"), price: 100)).Lines).ToString());
        Assert.Equal("refused:budget_exhausted", open.DecideOne(open.Sale(open.Person("Ann"), price: 100)).Outcome.Code());
        Assert.Equal("4999", open.Running.Available.ToString());
    }

    [Fact]
    [Trait("Behaviour", "T9")]
    [Trait("Fault", "72")]
    public void The_largest_amounts_are_split_without_overflow_and_no_part_exceeds_its_budget()
    {
        FunderSplit split = new(
            Enumerable.Range(1, FunderSplit.MaxFunders).Select(number => (new CampaignId(Scene.Named($"f{number}")), new BasisPoints(1_000))),
            DryFunder.OthersTakeOver);
        TokenAmount[] huge = [.. Enumerable.Repeat(TokenAmount.MaxValue, 50)];

        Assert.Equal(TokenAmount.MaxValue, split.Parts(TokenAmount.MaxValue).Aggregate(TokenAmount.Zero, (sum, part) => sum + part));
        Assert.Null(split.Share(huge, _ => TokenAmount.MaxValue));
        Assert.NotNull(split.Share(huge[..9], _ => TokenAmount.MaxValue));
        Assert.Throws<ArgumentException>(() => new FunderSplit(split.Funders.Append((Other, new BasisPoints(1))), DryFunder.RefuseSale));
    }

    [Fact]
    [Trait("Behaviour", "T9")]
    [Trait("Behaviour", "N6")]
    public void Refunds_of_joint_rewards_leave_the_same_in_any_order_and_never_more_than_the_undivided_reward()
    {
        Random random = new(20261124);
        for (int round = 0; round < 200; round++)
        {
            int share = random.Next(1, 10_000);
            long price = random.Next(100, 1_000_000);
            long[] refunds = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => (long)random.Next(1, (int)price / 3))];
            (TokenAmount[] forward, UInt128 whole) = NetOf(share, price, refunds);
            (TokenAmount[] backward, _) = NetOf(share, price, [.. refunds.Reverse()]);

            Assert.Equal(forward, backward);
            UInt128 sum = forward.Aggregate(UInt128.Zero, (total, part) => total + part.BaseUnits);
            Assert.True(sum <= whole && whole - sum <= 1, $"round {round}: {sum} of {whole}");
        }
    }

    /// <summary>What refunds leave of each funder's part, and of the reward as one funder would have promised it.</summary>
    private static (TokenAmount[] Parts, UInt128 Whole) NetOf(int share, long price, long[] refunds)
    {
        Terms terms = new(1, Scene.Start, TimeSpan.Zero, TimeSpan.FromDays(30), [Rule.Purchase(1, 1, Rate.Percentage(733))])
        {
            Funding = new FunderSplit([(Scene.CampaignId, new BasisPoints(share)), (Other, new BasisPoints(10_000 - share))], DryFunder.RefuseSale),
        };
        Scene scene = new(terms)
        {
            // A rate that leaves odd base units behind.
            Rates = new ConversionRates([new ConversionRate(Scene.Pound, 1_000_000_007, 3, "table:test", Scene.Start)]),
        };
        scene.Running.LoadBudget(Other, TokenAmount.FromTokens(1_000_000));
        SaleInContext sale = scene.Sale(scene.Person("Ann"), lines: [Scene.Line(price / 100m)]);
        RewardDecision decision = scene.DecideOne(sale);
        RewardLine line = Assert.Single(decision.Lines);
        Refund[] given = [.. refunds.Select((amount, index) => Refund.Of(new SaleEventId(Scene.Named($"refund {index} {amount}")), [new RefundLine(0, amount)]))];

        TokenAmount Net(CampaignId campaign, RewardLine promised)
        {
            GrantedReward reward = new(
                new RewardId(Scene.Named("reward")), promised, decision.StepsOf(promised), promised.Amount, RewardStanding.Pending);
            RefundDecision left = RefundPolicy.Decide(
                campaign,
                sale.Sale,
                [new GrantedCapture(Capture.Whole(sale.Sale.SoldAt), new RewardBase(), [reward])],
                given,
                _ => TokenAmount.Zero,
                TokenAmount.Zero,
                "refund",
                scene.Now);
            return left.Adjustments.Count == 0 ? promised.Amount : left.Adjustments[0].Net;
        }

        return (
            [.. decision.FunderParts.Select(part => Net(part.Campaign, part.Lines.Single()))],
            Net(Scene.CampaignId, line).BaseUnits);
    }
}
