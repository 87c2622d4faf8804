using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Tests.Rewards;

public sealed class SimulationTests
{
    [Fact]
    [Trait("Behaviour", "G7")]
    public void Draft_terms_over_past_sales_show_cost_and_who_would_gain_and_touch_nothing()
    {
        Scene scene = new(Rule.Purchase(1, 1, Scene.Percent(1)));
        Terms draft = new(1, Scene.Start, TimeSpan.Zero, TimeSpan.FromDays(30), [
            Rule.Purchase(1, 1, Scene.Percent(10)), new Rule(2, RuleKind.Discount, [new(Scope.Everything, Scene.Percent(5))])]);
        SaleInContext[] sales =
        [
            scene.Sale(scene.Person("Ann"), Scene.Customer("Kim", scene.Person("Kim")), price: 100),
            scene.Sale(scene.Person("Bea"), price: 300),
            scene.Sale(scene.Person("Ann"), price: 50),
            scene.Sale(scene.Person("Ann"), price: 5_000),
        ];

        Simulation simulation = Simulation.Run(draft, scene.Campaign, sales, scene.Rates, TokenAmount.FromTokens(100), scene.Now);

        Assert.Equal("45", simulation.Cost.ToString());
        Assert.Equal([(scene.Person("Bea").Id, "30"), (scene.Person("Ann").Id, "15")], simulation.Participants.Select(one => (one.Participant, one.Amount.ToString())));
        Assert.Equal(3, simulation.Outcomes[Outcome.Rewarded]);
        Assert.Equal(1, simulation.Outcomes[Outcome.BudgetExhausted]);
        Assert.Equal(500, simulation.DiscountMinorUnits["GBP"]);
        Assert.Equal(TokenAmount.FromTokens(1_000_000), scene.Running.Available);
        Assert.Equal("1", scene.Earned(scene.DecideOne(sales[0]), "Ann"));
    }

    [Fact]
    [Trait("Behaviour", "M1")]
    [Trait("Behaviour", "G5")]
    [Trait("Behaviour", "R19")]
    public void Tokens_a_discount_and_a_benefit_in_kind_are_three_ways_to_motivate()
    {
        Scene scene = new(
            Rule.Purchase(1, 1, Scene.Reto(2)),
            new Rule(2, RuleKind.Discount, [new(Scope.Everything, Scene.Percent(10))]),
            new Rule(3, RuleKind.Buyer, [new(Scope.Everything, Rate.Nothing)]) { Perk = "early access" });

        RewardDecision decision = scene.DecideOne(scene.Sale(scene.Person("Ann"), Scene.Customer("Kim", scene.Person("Kim"))));

        Assert.Equal("2", scene.Earned(decision, "Ann"));
        Assert.Equal(1_000, decision.DiscountMinorUnits);
        Assert.Contains(decision.Steps, step => step is { Kind: StepKind.NothingByRate, Rule: 3 });
        Assert.Equal("early access", scene.Campaign.Versions[0].Rules[2].Perk);
    }
}
