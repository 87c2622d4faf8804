using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Tests.Rewards;

public sealed class RateTests
{
    // From the heaviest dimension to the lightest: each beats all that follow it together.
    private static readonly Scope[] ByWeight =
    [
        new() { Customer = new CustomerId(Scene.Named("customer Kim")) },
        new() { Sku = "T-1" },
        new() { ProductType = "tea" },
        new() { Vip = true },
        new() { Group = "gold" },
        new() { ReferrerKind = ParticipantKind.Media },
        new() { NewCustomer = true },
        new() { Channel = Scene.Channel },
        new() { Place = "u33d" },
        Scope.Everything,
    ];

    [Fact]
    [Trait("Behaviour", "T18")]
    [Trait("Behaviour", "T3")]
    [Trait("Behaviour", "T10")]
    [Trait("Behaviour", "T26")]
    public void The_most_specific_rate_wins_and_the_explanation_says_which()
    {
        for (int heaviest = 0; heaviest < ByWeight.Length; heaviest++)
        {
            RateEntry[] entries = [.. ByWeight.Skip(heaviest).Reverse().Select(scope =>
                new RateEntry(scope, Rate.Percentage(100 * (1 + Array.IndexOf(ByWeight, scope)))))];
            Rule rule = new(1, RuleKind.Purchase, entries, 1);
            Scene scene = new(rule);

            RewardDecision decision = scene.DecideOne(Sale(scene));

            ExplanationStep taken = decision.Steps.Single(step => step.Kind == StepKind.PercentageTaken);
            Assert.Equal(100 * (1 + heaviest), taken.ShareBps);
            Assert.Equal(ByWeight[heaviest], rule.Rates[taken.RateIndex].Scope);
        }
    }

    [Fact]
    [Trait("Behaviour", "T18")]
    [Trait("Behaviour", "T3")]
    [Trait("Behaviour", "T10")]
    [Trait("Behaviour", "T26")]
    public void A_rate_for_something_else_is_passed_over()
    {
        Scope[] others =
        [
            new() { Customer = new CustomerId(Scene.Named("customer Lee")) },
            new() { Sku = "T-2" },
            new() { ProductType = "cups" },
            new() { Vip = false },
            new() { Group = "silver" },
            new() { ReferrerKind = ParticipantKind.Person },
            new() { NewCustomer = false },
            new() { Channel = new ChannelId(Scene.Named("another channel")) },
            new() { Place = "u33e" },
            new() { Polarity = FeedbackPolarity.Positive },
        ];

        foreach (Scope other in others)
        {
            Scene scene = new(new Rule(1, RuleKind.Purchase, [new(other, Scene.Percent(9)), new(Scope.Everything, Scene.Percent(1))], 1));

            Assert.Equal((other, "1"), (other, scene.Earned(scene.DecideOne(Sale(scene)), "Ann")));
        }
    }

    [Fact]
    public void One_heavy_dimension_beats_all_lighter_ones_together()
    {
        Scope all = new() { ProductType = "tea", Vip = true, Group = "gold", ReferrerKind = ParticipantKind.Media, NewCustomer = true, Channel = Scene.Channel, Place = "u33d" };
        Scene scene = new(new Rule(1, RuleKind.Purchase, [new(all, Scene.Percent(1)), new(new Scope { Sku = "T-1" }, Scene.Percent(2))], 1));

        RewardDecision decision = scene.DecideOne(Sale(scene));

        Assert.Equal("2", scene.Earned(decision, "Ann"));
    }

    [Theory]
    [InlineData("u33d", "3")]
    [InlineData("u33", "2")]
    [InlineData("u3", "1")]
    [InlineData("v", "0")]
    [InlineData(null, "0")]
    public void A_longer_cell_is_more_specific_than_a_shorter_one(string? place, string expected)
    {
        Scene scene = new(new Rule(
            1,
            RuleKind.Purchase,
            [new(new Scope { Place = "u3" }, Scene.Percent(1)), new(new Scope { Place = "u33d" }, Scene.Percent(3)), new(new Scope { Place = "u33" }, Scene.Percent(2))],
            1));

        RewardDecision decision = scene.DecideOne(scene.Sale(scene.Person("Ann"), place: place));

        Assert.Equal(expected, scene.Earned(decision, "Ann"));
        Assert.Equal(expected == "0" ? Outcome.NoRuleApplies : Outcome.Rewarded, decision.Outcome);
    }

    [Fact]
    [Trait("Behaviour", "T18")]
    public void A_mixed_basket_earns_each_line_at_its_own_rate()
    {
        Scene scene = new(new Rule(
            1,
            RuleKind.Purchase,
            [new(new Scope { ProductType = "tea" }, Scene.Percent(20)), new(new Scope { Sku = "C-9" }, Rate.Nothing), new(Scope.Everything, Scene.Percent(5))],
            1));

        RewardDecision decision = scene.DecideOne(scene.Sale(
            scene.Person("Ann"), lines: [Scene.Line(10, type: "tea"), Scene.Line(100, sku: "C-9", type: "tea"), Scene.Line(40, type: "cups")]));

        Assert.Equal("4", scene.Earned(decision, "Ann"));
        Assert.Equal([(0, 2000), (2, 500)], decision.Steps.Where(step => step.Kind == StepKind.PercentageTaken).Select(step => (step.Line, step.ShareBps)));
        Assert.Contains(decision.Steps, step => step is { Kind: StepKind.NothingByRate, Line: 1 });
    }

    [Fact]
    public void A_fixed_amount_is_earned_once_a_sale_however_many_lines_its_rate_fits()
    {
        Scene scene = new(new Rule(
            1, RuleKind.Purchase, [new(new Scope { ProductType = "tea" }, Scene.Reto(7)), new(new Scope { ProductType = "cups" }, Scene.Reto(2))], 1));

        RewardDecision decision = scene.DecideOne(scene.Sale(
            scene.Person("Ann"), lines: [Scene.Line(1, type: "tea"), Scene.Line(2, type: "cups"), Scene.Line(3, type: "tea")]));

        Assert.Equal("9", scene.Earned(decision, "Ann"));
    }

    [Fact]
    public void Two_rates_of_the_same_scope_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Rule(
            1, RuleKind.Purchase, [new(new Scope { Sku = "a" }, Rate.Nothing), new(new Scope { Sku = "a" }, Scene.Percent(1))], 1));
    }

    // The numbers are those of published disputes about what a percentage is taken of.
    [Fact]
    [Trait("Complaint", "3.4")]
    public void Price_59_with_a_coupon_of_20_at_50_percent_gives_19_50()
    {
        Scene scene = new(Rule.Purchase(1, 1, Scene.Percent(50)));

        Assert.Equal("19.5", scene.Earned(scene.DecideOne(scene.Sale(scene.Person("Ann"), lines: [Scene.Line(59, discount: 20)])), "Ann"));
    }

    [Fact]
    [Trait("Complaint", "3.4")]
    public void Fifty_plus_ten_of_shipping_at_20_percent_gives_10()
    {
        Scene scene = new(Rule.Purchase(1, 1, Scene.Percent(20)));

        Assert.Equal("10", scene.Earned(scene.DecideOne(scene.Sale(scene.Person("Ann"), lines: [Scene.Line(50, shipping: 10)])), "Ann"));
    }

    [Fact]
    [Trait("Complaint", "3.4")]
    public void Twenty_and_five_both_taxed_10_percent_at_20_percent_with_tax_and_shipping_in_give_5_50()
    {
        Scene scene = new(new Terms(1, Scene.Start, TimeSpan.Zero, TimeSpan.FromDays(30), [Rule.Purchase(1, 1, Scene.Percent(20))])
        {
            Base = new RewardBase(WithTax: true, WithShipping: true),
        });

        RewardDecision decision = scene.DecideOne(scene.Sale(scene.Person("Ann"), lines: [Scene.Line(20, shipping: 5, tax: 2.50m)]));

        Assert.Equal("5.5", scene.Earned(decision, "Ann"));
    }

    [Fact]
    [Trait("Complaint", "3.10")]
    public void A_hundred_at_20_and_5_percent_on_two_levels_gives_20_and_5()
    {
        Scene scene = new(Rule.Purchase(1, 1, Scene.Percent(20)), Rule.Purchase(2, 2, Scene.Percent(5)));
        scene.Person("Ann", upline: "Up");

        RewardDecision decision = scene.DecideOne(scene.Sale(scene.Person("Ann"), price: 100));

        Assert.Equal(["20", "5"], new[] { "Ann", "Up" }.Select(name => scene.Earned(decision, name)));
    }

    [Theory]
    [InlineData(false, false, false, 80)]
    [InlineData(true, false, false, 90)]
    [InlineData(false, true, false, 85)]
    [InlineData(false, false, true, 100)]
    [InlineData(true, true, true, 115)]
    public void Each_part_of_the_base_is_switched_alone(bool tax, bool shipping, bool beforeDiscounts, int expected)
    {
        SaleLine line = Scene.Line(100, discount: 20, tax: 10, shipping: 5);

        Assert.Equal(expected * 100, line.BaseMinorUnits(new RewardBase(tax, shipping, beforeDiscounts)));
    }

    [Fact]
    [Trait("Fault", "71")]
    public void A_reward_past_twelve_bytes_is_refused_for_the_budget_and_is_no_fault()
    {
        Scene scene = new(Rule.Purchase(1, 1, Scene.Percent(100)))
        {
            Rates = new ConversionRates([new ConversionRate(Scene.Pound, TokenAmount.MaxBaseUnits, 1, "table:absurd", Scene.Start)]),
        };

        RewardDecision decision = scene.DecideOne(scene.Sale(scene.Person("Ann"), lines: [new SaleLine(null, null, 1, Money.MaxMinorUnits)]));

        Assert.Equal(Outcome.BudgetExhausted, decision.Outcome);
    }

    private static SaleInContext Sale(Scene scene) => scene.Sale(
        scene.Person("Ann", kind: ParticipantKind.Media, group: "gold"),
        Scene.Customer("Kim", vip: true),
        lines: [Scene.Line(100, sku: "T-1", type: "tea")],
        place: "u33d8");
}
