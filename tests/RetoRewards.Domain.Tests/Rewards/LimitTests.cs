using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Tests.Rewards;

public sealed class LimitTests
{
    [Theory]
    [InlineData(LimitSubject.Participant, "15 5 0")]
    [InlineData(LimitSubject.Customer, "15 5 0")]
    [InlineData(LimitSubject.Campaign, "15 5 0")]
    [InlineData(LimitSubject.Place, "15 5 0")]
    public void A_limit_cuts_and_then_refuses(LimitSubject subject, string expected)
    {
        Scene scene = Limited(new Limit(1, subject, LimitPeriod.Ever, TokenAmount.FromTokens(20)));
        CustomerFacts kim = Scene.Customer("Kim");

        IReadOnlyList<RewardDecision> decisions = scene.Decide(
            [.. Enumerable.Range(1, 3).Select(_ => scene.Sale(scene.Person("Ann"), kim, price: 150, place: "u33"))]);

        Assert.Equal(expected.Split(' '), decisions.Select(decision => scene.Earned(decision, "Ann")));
        Assert.Equal([Outcome.Rewarded, Outcome.Rewarded, Outcome.LimitReached], decisions.Select(decision => decision.Outcome));
        Assert.Contains(decisions[1].Steps, step => step is { Kind: StepKind.CutByLimit, Limit: 1 } && step.Amount.ToString() == "10");
    }

    [Fact]
    public void Another_subject_has_a_limit_of_its_own()
    {
        Scene scene = Limited(
            new Limit(1, LimitSubject.Participant, LimitPeriod.Ever, TokenAmount.FromTokens(15)),
            new Limit(2, LimitSubject.Place, LimitPeriod.Ever, TokenAmount.FromTokens(20)));

        IReadOnlyList<RewardDecision> decisions = scene.Decide(
            scene.Sale(scene.Person("Ann"), price: 150, place: "u33"),
            scene.Sale(scene.Person("Bea"), price: 150, place: "u33"),
            scene.Sale(scene.Person("Bea"), price: 150, place: "u34"));

        Assert.Equal(["15", "5", "10"], decisions.Select(decision => Scene.Total(decision.Lines).ToString()));
    }

    [Theory]
    [InlineData(LimitPeriod.Day, "2026-01-04T23:59:59Z", "2026-01-05T00:00:00Z")]
    [InlineData(LimitPeriod.Week, "2026-01-04T23:59:59Z", "2026-01-05T00:00:00Z")]
    [InlineData(LimitPeriod.Month, "2026-01-31T23:59:59Z", "2026-02-01T00:00:00Z")]
    public void A_limit_starts_anew_with_its_period_by_the_moment_of_the_sale_in_utc(LimitPeriod period, string last, string next)
    {
        Scene scene = Limited(new Limit(1, LimitSubject.Participant, period, TokenAmount.FromTokens(10)));
        scene.Now = DateTimeOffset.Parse(next).AddHours(1);
        SaleInContext Sold(string at) => scene.Sale(scene.Person("Ann"), soldAt: DateTimeOffset.Parse(at));

        IReadOnlyList<RewardDecision> decisions = scene.Decide(Sold(last), Sold(last), Sold(next));

        Assert.Equal(["10", "0", "10"], decisions.Select(decision => scene.Earned(decision, "Ann")));
    }

    [Fact]
    public void A_sale_that_the_budget_does_not_hold_uses_up_no_limit()
    {
        Scene scene = Limited(new Limit(1, LimitSubject.Participant, LimitPeriod.Ever, TokenAmount.FromTokens(15)));
        scene.Running = new RunningState(TokenAmount.FromTokens(12));

        IReadOnlyList<RewardDecision> decisions = scene.Decide(
            scene.Sale(scene.Person("Ann"), price: 150), scene.Sale(scene.Person("Ann"), price: 100));

        Assert.Equal([Outcome.BudgetExhausted, Outcome.Rewarded], decisions.Select(decision => decision.Outcome));
        Assert.Equal("10", scene.Running.UsedLimits.Single().Value.ToString());
    }

    [Fact]
    public void A_dry_budget_lets_sales_wait_where_the_campaign_says_so()
    {
        Scene scene = new(new Terms(1, Scene.Start, TimeSpan.Zero, TimeSpan.FromDays(30), [Rule.Purchase(1, 1, Scene.Percent(10))])
        {
            DryBudget = DryBudget.Wait,
        });
        scene.Running = new RunningState(TokenAmount.FromTokens(9));
        CustomerFacts kim = Scene.Customer("Kim");

        RewardDecision waiting = scene.DecideOne(scene.Sale(scene.Person("Ann"), kim));
        scene.Running = new RunningState(TokenAmount.FromTokens(19));
        RewardDecision rewarded = scene.DecideOne(scene.Sale(scene.Person("Ann"), kim));

        Assert.Equal(Outcome.BudgetPending, waiting.Outcome);
        Assert.False(waiting.Outcome.IsTerminal());
        Assert.Equal("10", scene.Earned(rewarded, "Ann"));
        Assert.True(rewarded.FirstPurchase);
    }

    [Fact]
    public void The_keys_named_for_a_run_are_all_that_the_run_looks_at()
    {
        Scene scene = Limited(
            new Limit(1, LimitSubject.Participant, LimitPeriod.Day, TokenAmount.FromTokens(15)),
            new Limit(2, LimitSubject.Campaign, LimitPeriod.Month, TokenAmount.FromTokens(100)),
            new Limit(3, LimitSubject.Customer, LimitPeriod.Week, TokenAmount.FromTokens(100)));
        scene.Person("Ann", upline: "Up");
        CustomerFacts kim = Scene.Customer("Kim");

        // The second sale carries no code: the first one binds Kim to Ann, so Ann's limit of the second day counts as well.
        SaleInContext[] sales =
        [
            scene.Sale(scene.Person("Ann"), kim, soldAt: Scene.Start.AddDays(3)),
            scene.Sale(null, kim, soldAt: Scene.Start.AddDays(5)),
        ];
        IReadOnlySet<LimitKey> limits = RunningKeys.Limits(scene.Campaign, sales);
        IReadOnlySet<CounterKey> counters = RunningKeys.Counters(scene.Campaign, sales);
        scene.Decide(sales);

        Assert.All(scene.Running.UsedLimits.Keys, key => Assert.Contains(key, limits));
        Assert.All(scene.Running.Customers.Keys, key => Assert.Contains(key, counters));
        Assert.Equal(2, scene.Running.UsedLimits.Keys.Count(key => key.Limit == 1 && key.Subject == scene.Running.UsedLimits.Keys.First(one => one.Limit == 1).Subject));
    }

    [Fact]
    [Trait("Behaviour", "F4")]
    [Trait("Behaviour", "G7")]
    public void A_quote_on_a_copy_gives_what_the_sale_will_earn_and_changes_nothing()
    {
        Scene scene = Limited(new Limit(1, LimitSubject.Participant, LimitPeriod.Ever, TokenAmount.FromTokens(15)));
        SaleInContext sale = scene.Sale(scene.Person("Ann"), Scene.Customer("Kim"), price: 120);

        RewardDecision quote = RewardPolicy.Decide(scene.Campaign, [sale], scene.Rates, scene.Running.Copy(), scene.Now)[0];
        TokenAmount untouched = scene.Running.Available;
        RewardDecision decision = scene.DecideOne(sale);

        Assert.Equal(TokenAmount.FromTokens(1_000_000), untouched);
        Assert.Equal(decision.Lines, quote.Lines);
        Assert.True(quote.FirstPurchase && decision.FirstPurchase);
    }

    private static Scene Limited(params Limit[] limits) =>
        new(new Terms(1, Scene.Start, TimeSpan.Zero, TimeSpan.FromDays(60), [Rule.Purchase(1, 1, Scene.Percent(10))], limits));
}
