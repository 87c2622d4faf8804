using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Tests.Rewards;

public sealed class RewardPolicyTests
{
    [Fact]
    [Trait("Behaviour", "G1")]
    [Trait("Behaviour", "F6")]
    public void A_recommendation_rewards_the_recommender()
    {
        Scene scene = new(Rule.Purchase(1, 1, Scene.Percent(5)));

        RewardDecision decision = scene.DecideOne(scene.Sale(scene.Person("Ann"), price: 100));

        Assert.Equal(Outcome.Rewarded, decision.Outcome);
        Assert.Equal("5", scene.Earned(decision, "Ann"));
        Assert.Equal(AttributionKind.Code, decision.AttributedBy);
        Assert.Equal(Scene.Start.AddDays(9), decision.PayableFrom);
        Assert.Equal("999995", scene.Running.Available.ToString());
        Assert.Equal(TransactionKind.RewardEarned, decision.Transaction!.Kind);
        Assert.Equal("5", decision.Transaction.Postings.Single().Amount.ToString());
    }

    [Fact]
    [Trait("Behaviour", "R7")]
    [Trait("Behaviour", "M3")]
    [Trait("Behaviour", "F19")]
    [Trait("Behaviour", "R21")]
    public void One_sale_pays_referrer_buyer_and_seller()
    {
        Scene scene = new(
            Rule.Purchase(1, 1, Scene.Percent(5)),
            Rule.Buyer(2, Scene.Percent(3)),
            new Rule(3, RuleKind.Seller, [new(Scope.Everything, Scene.Reto(2))]));

        RewardDecision decision = scene.DecideOne(scene.Sale(
            scene.Person("Ann"), Scene.Customer("Bob", scene.Person("Bob")), price: 100, seller: scene.Person("Sue")));

        Assert.Equal("5", scene.Earned(decision, "Ann"));
        Assert.Equal("3", scene.Earned(decision, "Bob"));
        Assert.Equal("2", scene.Earned(decision, "Sue"));
    }

    [Fact]
    [Trait("Behaviour", "F7")]
    public void Three_levels_earn_and_the_fourth_does_not()
    {
        Scene scene = new(
            Rule.Purchase(1, 1, Scene.Percent(10)), Rule.Purchase(2, 2, Scene.Percent(5)), Rule.Purchase(3, 3, Scene.Percent(1)));
        scene.Person("E");
        scene.Person("A", upline: "E");
        scene.Person("B", upline: "A");
        scene.Person("C", upline: "B");

        RewardDecision decision = scene.DecideOne(scene.Sale(scene.Person("C"), Scene.Customer("D", scene.Person("D")), price: 100));

        Assert.Equal(["10", "5", "1", "0"], new[] { "C", "B", "A", "E" }.Select(name => scene.Earned(decision, name)));
    }

    [Theory]
    [Trait("Behaviour", "N5")]
    [Trait("Behaviour", "F1")]
    [Trait("Behaviour", "T20")]
    [Trait("Behaviour", "M8")]
    [Trait("Fault", "40")]
    [InlineData("closed", Outcome.CampaignClosed)]
    [InlineData("paused", Outcome.CampaignPaused)]
    [InlineData("before", Outcome.CampaignNotYetLive)]
    [InlineData("after", Outcome.CampaignNoLongerLive)]
    [InlineData("late", Outcome.TooLate)]
    [InlineData("unknown code", Outcome.CodeUnknown)]
    [InlineData("nobody", Outcome.NoReferrer)]
    [InlineData("self", Outcome.SelfReferral)]
    [InlineData("unpaid", Outcome.PaymentPending)]
    [InlineData("undelivered", Outcome.DeliveryPending)]
    [InlineData("no rate", Outcome.RateMissing)]
    [InlineData("dry", Outcome.BudgetExhausted)]
    public void Every_reason_has_its_own_outcome(string what, Outcome expected)
    {
        Scene scene = new(Rule.Purchase(1, 1, Scene.Percent(5)));
        ParticipantFacts ann = scene.Person("Ann");
        SaleInContext good = scene.Sale(ann);
        SaleInContext sale = what switch
        {
            "before" => scene.Sale(ann, soldAt: Scene.Start.AddTicks(-1)),
            "after" => scene.Sale(ann, soldAt: scene.Campaign.EndsAt),
            "late" => scene.Sale(ann, soldAt: scene.Now.AddDays(-9)),
            "unknown code" => Change(good, code: CodeFacts.Unknown),
            "nobody" => scene.Sale(),
            "self" => scene.Sale(ann, Scene.Customer("Ann", ann)),
            "unpaid" => Change(good, paid: false),
            "undelivered" => Change(good, delivered: false),
            _ => good,
        };
        switch (what)
        {
            case "closed":
                scene.Campaign.End(scene.Now);
                scene.Campaign.Close();
                break;
            case "paused":
                scene.Campaign.Pause();
                break;
            case "late":
                scene.Now = scene.Now.AddDays(30);
                sale = scene.Sale(ann, soldAt: scene.Now.AddDays(-30).AddTicks(-1));
                break;
            case "no rate":
                scene.Rates = ConversionRates.None;
                break;
            case "dry":
                scene.Running = new RunningState(TokenAmount.FromTokens(4));
                break;
            default:
                break;
        }

        RewardDecision decision = scene.DecideOne(sale);

        Assert.Equal(expected, decision.Outcome);
        Assert.Empty(decision.Lines);
        Assert.Null(decision.Transaction);
    }

    [Fact]
    [Trait("Behaviour", "R14")]
    [Trait("Fault", "41")]
    public void The_terms_of_the_sales_moment_apply_and_only_the_first_may_reach_back()
    {
        Terms first = new(1, Scene.Start, TimeSpan.Zero, TimeSpan.FromDays(30), [Rule.Purchase(1, 1, Scene.Percent(5))]);
        Terms second = new(2, Scene.Start.AddDays(5), TimeSpan.Zero, TimeSpan.FromDays(30), [Rule.Purchase(1, 1, Scene.Percent(7))]);
        Scene scene = new(first, second);
        ParticipantFacts ann = scene.Person("Ann");

        IReadOnlyList<RewardDecision> decisions = scene.Decide(
            scene.Sale(ann, soldAt: Scene.Start.AddDays(5).AddTicks(-1)), scene.Sale(ann, soldAt: Scene.Start.AddDays(5)));

        Assert.Equal(["5", "7"], decisions.Select(decision => scene.Earned(decision, "Ann")));
        Terms backdated = new(3, Scene.Start.AddDays(6), TimeSpan.Zero, TimeSpan.Zero, [Rule.Purchase(1, 1, Scene.Percent(9))]);
        Assert.Equal(CampaignRefusal.Backdated, scene.Campaign.Publish(backdated, Scene.Start.AddDays(7)));
    }

    [Fact]
    [Trait("Behaviour", "G2")]
    public void A_rate_of_nothing_still_attributes()
    {
        Scene scene = new(Rule.Purchase(1, 1, Rate.Nothing));

        RewardDecision decision = scene.DecideOne(scene.Sale(scene.Person("Ann")));

        Assert.Equal(Outcome.Measured, decision.Outcome);
        Assert.Equal(scene.Person("Ann").Id, decision.Referrer);
    }

    [Fact]
    public void The_budget_is_consumed_in_order_of_arrival_and_a_smaller_sale_may_still_fit()
    {
        Scene scene = new(Rule.Purchase(1, 1, Scene.Percent(10))) { Running = new RunningState(TokenAmount.FromTokens(15)) };
        ParticipantFacts ann = scene.Person("Ann");

        IReadOnlyList<RewardDecision> decisions = scene.Decide(
            scene.Sale(ann, price: 100), scene.Sale(ann, price: 60), scene.Sale(ann, price: 50));

        Assert.Equal([Outcome.Rewarded, Outcome.BudgetExhausted, Outcome.Rewarded], decisions.Select(decision => decision.Outcome));
        Assert.Equal(TokenAmount.Zero, scene.Running.Available);
    }

    private static SaleInContext Change(SaleInContext sale, CodeFacts? code = null, bool paid = true, bool delivered = true) => new()
    {
        EventId = sale.EventId,
        Sale = sale.Sale,
        ReceivedAt = sale.ReceivedAt,
        PaidAt = paid ? sale.PaidAt : null,
        DeliveredAt = delivered ? sale.DeliveredAt : null,
        Code = code ?? sale.Code,
        Customer = sale.Customer,
    };
}
