using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Tests.Rewards;

public sealed class FlatRewardTests
{
    private static readonly Rule SameForBoth = new(1, RuleKind.Feedback, [new(Scope.Everything, Scene.Reto(3))]);
    private static readonly Rule SetApart = new(
        1, RuleKind.Feedback, [new(new Scope { Polarity = FeedbackPolarity.Negative }, Scene.Reto(1)), new(Scope.Everything, Scene.Reto(3))]);

    [Theory]
    [Trait("Behaviour", "R8")]
    [Trait("Behaviour", "N14")]
    [InlineData(false, "3", "3")]
    [InlineData(true, "3", "1")]
    public void Praise_and_complaint_earn_the_same_unless_the_terms_set_them_apart(bool apart, string praise, string complaint)
    {
        Scene scene = new(apart ? SetApart : SameForBoth);

        Assert.Equal(praise, Scene.Total(Feedback(scene, FeedbackPolarity.Positive).Lines).ToString());
        Assert.Equal(complaint, Scene.Total(Feedback(scene, FeedbackPolarity.Negative).Lines).ToString());
        Assert.Equal(TokenAmount.FromTokens(1_000_000) - TokenAmount.Parse(praise) - TokenAmount.Parse(complaint), scene.Running.Available);
    }

    [Fact]
    [Trait("Behaviour", "R8")]
    public void A_second_feedback_on_the_same_purchase_earns_nothing()
    {
        Scene scene = new(SameForBoth);

        Assert.Equal(Outcome.AlreadyRewarded, Feedback(scene, FeedbackPolarity.Positive, before: true).Outcome);
    }

    [Fact]
    public void Feedback_obeys_limits_and_budget_as_sales_do()
    {
        Scene scene = new(new Terms(
            1, Scene.Start, TimeSpan.Zero, TimeSpan.FromDays(30), [SameForBoth], [new Limit(1, LimitSubject.Participant, LimitPeriod.Ever, TokenAmount.FromTokens(4))]));

        string[] earned = [.. Enumerable.Range(0, 3).Select(_ => Scene.Total(Feedback(scene, FeedbackPolarity.Positive).Lines).ToString())];
        scene.Running = new RunningState(TokenAmount.FromTokens(2));

        Assert.Equal(["3", "1", "0"], earned);
        Assert.Equal(Outcome.BudgetExhausted, Feedback(scene, FeedbackPolarity.Positive).Outcome);
        Assert.Equal(TokenAmount.Zero, scene.Running.UsedLimits.Values.Single());
    }

    [Fact]
    [Trait("Behaviour", "T6")]
    public void A_flat_reward_is_paid_once_a_period_to_the_kind_that_the_rule_names()
    {
        Scene scene = new(new Rule(
            4, RuleKind.Period, [new(new Scope { ReferrerKind = ParticipantKind.Media }, Scene.Reto(20))])
        { Period = LimitPeriod.Month });

        RewardDecision media = Period(scene, scene.Person("Paper", kind: ParticipantKind.Media));
        RewardDecision person = Period(scene, scene.Person("Ann"));
        RewardDecision twice = Period(scene, scene.Person("Paper"), before: true);

        RewardLine line = media.Lines.Single();
        Assert.Equal("20", line.Amount.ToString());
        Assert.Equal(LimitPeriod.Month.IndexOf(Scene.Start.AddDays(5)), line.Ordinal);
        Assert.Equal(RewardRole.Recipient, line.Role);
        Assert.Equal(Outcome.NoRuleApplies, person.Outcome);
        Assert.Equal(Outcome.AlreadyRewarded, twice.Outcome);
    }

    [Fact]
    [Trait("Behaviour", "R18")]
    public void Goals_count_down_to_their_deadline()
    {
        Goal goal = new(GoalMetric.NewCustomers, 300, Scene.Start.AddDays(30));

        Assert.Equal(3_333, goal.ProgressBps(100));
        Assert.Equal(GoalState.Open, goal.StateAt(299, Scene.Start.AddDays(29)));
        Assert.Equal(GoalState.Reached, goal.StateAt(300, Scene.Start.AddDays(99)));
        Assert.Equal(GoalState.Missed, goal.StateAt(299, Scene.Start.AddDays(30)));
    }

    private static RewardDecision Feedback(Scene scene, FeedbackPolarity polarity, bool before = false)
    {
        ParticipantFacts bob = scene.Person("Bob");
        Feedback feedback = new(new(Scene.Named("feedback")), new(Scene.Named("sale")), Scene.Start, bob.Id, polarity, Scene.Start.AddDays(5));
        return FlatRewards.DecideFeedback(scene.Campaign, feedback, bob, before, scene.Rates, scene.Running, scene.Now);
    }

    private static RewardDecision Period(Scene scene, ParticipantFacts who, bool before = false) => FlatRewards.DecidePeriod(
        scene.Campaign, 4, who, Scene.Start.AddDays(5), before, new(Scene.Named("period")), scene.Rates, scene.Running, scene.Now);
}
