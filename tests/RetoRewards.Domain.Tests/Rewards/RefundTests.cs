using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Tests.Rewards;

public sealed class RefundTests
{
    [Fact]
    [Trait("Fault", "76")]
    public void A_refund_before_planning_takes_the_reward_back_to_the_budget()
    {
        (Scene scene, SaleStory story) = Story(Rule.Purchase(1, 1, Scene.Percent(10)));
        story.Pay();

        story.Refund(Refund.All(story.NextEvent()));

        Assert.True(story.LastRefund!.NothingLeft);
        Assert.Equal(TransactionKind.RefundedBeforePlanning, story.LastRefund.Transactions.Single().Kind);
        Assert.Equal(TokenAmount.FromTokens(1_000_000), story.Books.Budget);
        Assert.Equal(Int128.Zero, story.Books.NetOf(scene.Person("C").Id));
    }

    [Fact]
    [Trait("Fault", "77")]
    [Trait("Behaviour", "N6")]
    public void A_refund_after_planning_is_a_debt_and_the_budget_does_not_rise()
    {
        (Scene scene, SaleStory story) = Story(Rule.Purchase(1, 1, Scene.Percent(10)));
        story.Pay();
        story.Plan();
        TokenAmount budget = story.Books.Budget;

        story.Refund(Refund.All(story.NextEvent()));

        Assert.Equal(TransactionKind.RefundedAfterPlanning, story.LastRefund!.Transactions.Single().Kind);
        Assert.Equal(budget, story.Books.Budget);
        Assert.Equal("10", story.Books.DebtOf(scene.Person("C").Id).ToString());
        Assert.Equal("10", story.Books.Of(AccountName.Receivable(Scene.CampaignId)).ToAmount().ToString());
    }

    [Fact]
    [Trait("Fault", "77")]
    public void A_payable_reward_of_which_a_part_settled_a_debt_gives_back_the_rest_and_owes_that_part()
    {
        (Scene scene, SaleStory story) = Story(Rule.Purchase(1, 1, Scene.Percent(10)));
        story.Pay();
        GrantedReward reward = story.Rewards.Single() with { Standing = RewardStanding.Payable, Due = TokenAmount.FromTokens(7) };

        RefundDecision decision = RefundPolicy.Decide(
            Scene.CampaignId,
            scene.Sale(scene.Person("C"), price: 100).Sale,
            [new GrantedCapture(Capture.Whole(Scene.Start), new RewardBase(), [reward])],
            [Refund.All(story.NextEvent())],
            _ => TokenAmount.Zero,
            TokenAmount.FromTokens(1),
            "refund",
            scene.Now);

        Assert.Equal(
            [(TransactionKind.RefundedBeforePlanning, "7"), (TransactionKind.RefundedAfterPlanning, "3")],
            decision.Transactions.Select(transaction => (transaction.Kind, transaction.Postings.Single().Amount.ToString())));
        RewardAdjustment adjustment = Assert.Single(decision.Adjustments);
        Assert.Equal((TokenAmount.Zero, TokenAmount.Zero), (adjustment.Net, adjustment.Due));
    }

    [Fact]
    [Trait("Fault", "78")]
    public void Partial_and_double_refunds_never_take_more_than_the_sale_and_the_same_event_counts_once()
    {
        (Scene scene, SaleStory story) = Story(Rule.Purchase(1, 1, Scene.Percent(10)));
        story.Pay();
        Refund first = Refund.Of(story.NextEvent(), [new RefundLine(0, 6_000)]);

        story.Refund(first);
        Assert.Equal("4", Net(story, scene, "C"));
        story.Refund(first);
        Assert.Equal("4", Net(story, scene, "C"));
        story.Refund(Refund.Of(story.NextEvent(), [new RefundLine(0, 6_000)]));

        Assert.Equal("0", Net(story, scene, "C"));
        Assert.True(story.LastRefund!.NothingLeft);
    }

    [Fact]
    [Trait("Behaviour", "N6")]
    [Trait("Behaviour", "T18")]
    public void A_refunded_line_takes_back_its_own_rate_from_buyer_seller_and_all_levels()
    {
        Rate tea = Scene.Percent(20);
        Rule ByType(int number, RuleKind kind, int level, Rate other) =>
            new(number, kind, [new(new Scope { ProductType = "tea" }, tea), new(Scope.Everything, other)], level);
        Scene scene = Tree(
            ByType(1, RuleKind.Purchase, 1, Scene.Percent(10)),
            ByType(2, RuleKind.Purchase, 2, Scene.Percent(5)),
            ByType(3, RuleKind.Purchase, 3, Scene.Percent(1)),
            ByType(4, RuleKind.Buyer, 0, Scene.Percent(2)),
            ByType(5, RuleKind.Seller, 0, Scene.Percent(3)));
        SaleStory story = new(scene, scene.Sale(
            scene.Person("C"),
            Scene.Customer("D", scene.Person("D")),
            lines: [Scene.Line(50, type: "tea"), Scene.Line(100, type: "cups")],
            seller: scene.Person("S")));
        story.Pay();
        Assert.Equal(["20", "15", "11", "12", "13"], new[] { "C", "B", "A", "D", "S" }.Select(name => Net(story, scene, name)));

        story.Refund(Refund.Of(story.NextEvent(), [new RefundLine(0, 5_000)]));

        Assert.Equal(["10", "5", "1", "2", "3"], new[] { "C", "B", "A", "D", "S" }.Select(name => Net(story, scene, name)));
    }

    [Fact]
    [Trait("Behaviour", "N6")]
    public void Half_captured_at_ten_percent_and_half_at_fifteen_reverses_the_first_at_ten()
    {
        Terms ten = Version(1, Scene.Start, Rule.Purchase(1, 1, Scene.Percent(10)));
        Terms fifteen = Version(2, Scene.Start.AddDays(5), Rule.Purchase(1, 1, Scene.Percent(15)));
        Scene scene = Tree(new Scene(ten, fifteen));
        SaleInContext sale = scene.Sale(scene.Person("C"), price: 100, soldAt: Scene.Start.AddDays(4));
        SaleStory story = new(scene, sale);
        story.Pay(new Capture(0, Scene.Start.AddDays(4), 5_000, 10_000));
        story.Pay(new Capture(1, Scene.Start.AddDays(6), 5_000, 10_000));
        Assert.Equal("12.5", Net(story, scene, "C"));

        story.Refund(Refund.All(story.NextEvent(), capture: 0));

        Assert.Equal("7.5", Net(story, scene, "C"));
    }

    [Fact]
    [Trait("Behaviour", "N6")]
    public void A_rule_that_turned_from_fixed_to_percentage_between_sale_and_payment_gives_one_reward_of_both()
    {
        Terms before = Version(1, Scene.Start, Rule.Purchase(1, 1, Scene.Reto(7)));
        Terms after = Version(2, Scene.Start.AddDays(5), Rule.Purchase(1, 1, Scene.Percent(10)));
        Scene scene = Tree(new Scene(before, after));
        SaleStory story = new(scene, scene.Sale(scene.Person("C"), price: 100, soldAt: Scene.Start.AddDays(4)));

        story.Pay(new Capture(0, Scene.Start.AddDays(6), 10_000, 10_000));
        Assert.Single(story.Rewards);
        Assert.Equal("17", Net(story, scene, "C"));
        story.Refund(Refund.Of(story.NextEvent(), [new RefundLine(0, 5_000)]));
        Assert.Equal("12", Net(story, scene, "C"));
        story.Refund(Refund.All(story.NextEvent()));
        Assert.Equal("0", Net(story, scene, "C"));
    }

    [Fact]
    public void A_payment_whose_share_of_the_sale_rounds_to_nothing_still_carries_its_fixed_reward()
    {
        Scene scene = Tree(Rule.Purchase(1, 1, Scene.Reto(7)));
        SaleInContext sale = scene.Sale(scene.Person("C"), lines: [Scene.Line(50), Scene.Line(50)]);
        SaleStory story = new(scene, sale);

        story.Pay(new Capture(0, sale.Sale.SoldAt, 1, 10_000));
        Assert.Equal("7", Net(story, scene, "C"));
        story.Refund(Refund.All(story.NextEvent(), capture: 0));

        Assert.Equal("0", Net(story, scene, "C"));
    }

    [Fact]
    public void The_cap_of_a_sale_counts_what_its_earlier_payments_were_promised()
    {
        Scene scene = new(new Terms(1, Scene.Start, TimeSpan.Zero, TimeSpan.FromDays(30), [Rule.Purchase(1, 1, Scene.Percent(10))])
        {
            MaxPerSale = TokenAmount.FromTokens(12),
        });
        SaleInContext sale = scene.Sale(scene.Person("C"), price: 100);
        SaleInContext second = new()
        {
            EventId = sale.EventId,
            Sale = sale.Sale,
            ReceivedAt = sale.ReceivedAt,
            PaidAt = sale.PaidAt,
            DeliveredAt = sale.DeliveredAt,
            Code = sale.Code,
            PromisedBefore = TokenAmount.FromTokens(9),
        };

        Assert.Equal("10", scene.Earned(scene.DecideOne(sale), "C"));
        Assert.Equal("3", scene.Earned(scene.DecideOne(second), "C"));
    }

    [Fact]
    public void A_reward_that_a_limit_cut_shrinks_in_proportion_and_the_limit_is_not_reopened()
    {
        Terms terms = new(
            1, Scene.Start, TimeSpan.Zero, TimeSpan.FromDays(30), [Rule.Purchase(1, 1, Scene.Percent(10))],
            [new Limit(1, LimitSubject.Participant, LimitPeriod.Ever, TokenAmount.FromTokens(6))]);
        Scene scene = Tree(new Scene(terms));
        SaleStory story = new(scene, scene.Sale(scene.Person("C"), price: 100));
        story.Pay();
        Assert.Equal("6", Net(story, scene, "C"));

        story.Refund(Refund.Of(story.NextEvent(), [new RefundLine(0, 5_000)]));

        Assert.Equal("3", Net(story, scene, "C"));
        Assert.Equal(Outcome.LimitReached, scene.DecideOne(scene.Sale(scene.Person("C"), price: 100)).Outcome);
    }

    [Fact]
    [Trait("Behaviour", "T8")]
    public void Ten_nine_ten_customers_pay_the_threshold_once()
    {
        Rule threshold = new(1, RuleKind.Threshold, [new(Scope.Everything, Scene.Reto(50))]) { ThresholdCustomers = 10 };
        Scene scene = Tree(threshold);
        Books books = new(scene.Running.Available);
        RewardDecision[] decisions = [.. Enumerable.Range(1, 11).Select(number =>
            scene.DecideOne(scene.Sale(scene.Person("C"), Scene.Customer($"k{number}"))))];

        Assert.Equal([10], decisions.Select((decision, index) => (decision, index)).Where(pair => pair.decision.Lines.Count > 0).Select(pair => pair.index + 1));
        RewardDecision fired = decisions[9];
        books.Post(fired.Transaction!);
        GrantedReward reward = new(new RewardId(Scene.Named("reward")), fired.Lines[0], fired.Steps, fired.Lines[0].Amount, RewardStanding.Planned);
        books.Post(LedgerTransaction.HoldOver(Scene.CampaignId, "hold", scene.Now, [new(scene.Person("C").Id, reward.Net)]));
        books.Post(LedgerTransaction.BatchPlanned(Scene.CampaignId, new(Scene.Named("b")), "b", scene.Now, [new(scene.Person("C").Id, reward.Net)]));

        RefundDecision nine = Thresholds(reward, 9, books);
        books.Post(nine.Transactions);
        Assert.Equal("50", books.DebtOf(scene.Person("C").Id).ToString());
        GrantedReward fallen = reward with { Net = nine.Adjustments.Single().Net };
        RefundDecision ten = Thresholds(fallen, 10, books);
        books.Post(ten.Transactions);
        Assert.Equal(TokenAmount.Zero, books.DebtOf(scene.Person("C").Id));
        Assert.Empty(Thresholds(reward, 11, books).Adjustments);

        // Nine again, then a new customer: the rule has rewarded this referrer and does not fire a second time.
        RunningState reloaded = new(TokenAmount.FromTokens(1000));
        reloaded.Load(new CounterKey(0, scene.Person("C").Id), 9);
        reloaded.Load(new CounterKey(1, scene.Person("C").Id), 1);
        scene.Running = reloaded;
        RewardDecision again = scene.DecideOne(scene.Sale(scene.Person("C"), Scene.Customer("another")));
        Assert.Empty(again.Lines);
        Assert.Contains(again.Steps, step => step.Kind == StepKind.ThresholdPaidBefore);
    }

    [Fact]
    [Trait("Behaviour", "N6")]
    public void The_events_of_a_sale_end_in_the_same_net_position_in_any_order()
    {
        Random random = new(20261121);
        for (int round = 0; round < 150; round++)
        {
            int seed = random.Next();
            Dictionary<string, string>? expected = null;
            for (int shuffle = 0; shuffle < 4; shuffle++)
            {
                Dictionary<string, string> net = Play(seed, shuffle);
                expected ??= net;
                Assert.True(expected.SequenceEqual(net), $"seed {seed}, shuffle {shuffle}: {string.Join(' ', net)} for {string.Join(' ', expected)}");
            }
        }
    }

    private static Dictionary<string, string> Play(int seed, int shuffle)
    {
        Random random = new(seed);
        Terms first = Version(
            1,
            Scene.Start,
            Rule.Purchase(1, 1, Rate.Percentage(random.Next(0, 5000))),
            new Rule(2, RuleKind.Buyer, [new(new Scope { ProductType = "tea" }, Scene.Reto(7)), new(new Scope { ProductType = "cups" }, Rate.Percentage(333))]),
            Rule.Purchase(3, 2, Scene.Reto(3)));
        Terms second = Version(
            2, Scene.Start.AddDays(5), Rule.Purchase(1, 1, Rate.Percentage(random.Next(0, 5000))), Rule.Purchase(3, 2, Scene.Reto(9)));
        Scene scene = Tree(new Scene(first, second));
        SaleLine[] lines = [.. Enumerable.Range(0, random.Next(1, 4)).Select(index => Scene.Line(
            random.Next(1, 10_000) / 100m, type: index % 2 == 0 ? "tea" : "cups", tax: random.Next(0, 500) / 100m))];
        SaleInContext sale = scene.Sale(
            scene.Person("C"), Scene.Customer("D", scene.Person("D")), soldAt: Scene.Start.AddDays(4), lines: lines);
        long total = sale.Sale.TotalMinorUnits();
        long half = random.NextInt64(1, total);
        SaleStory story = new(scene, sale);
        List<Action> events =
        [
            () => story.Pay(new Capture(0, Scene.Start.AddDays(4), half, total)),
            () => story.Pay(new Capture(0, Scene.Start.AddDays(6), total - half, total)),
        ];
        for (int count = random.Next(0, 4); count > 0; count--)
        {
            RefundLine part = new(random.Next(0, lines.Length), random.Next(0, 6_000), random.Next(0, 300));
            Refund refund = random.Next(4) == 0 ? Refund.All(new SaleEventId(Scene.Named($"r {count}"))) : Refund.Of(new SaleEventId(Scene.Named($"r {count}")), [part]);
            events.Add(() => story.Refund(refund));
        }

        bool plan = random.Next(2) == 0;
        Action[] order = [.. events];
        new Random(seed + shuffle).Shuffle(order);
        foreach (Action step in order)
        {
            step();
            if (plan && step == order[0])
            {
                story.Plan();
            }
        }

        return new[] { "B", "C", "D" }.ToDictionary(name => name, name => story.Books.NetOf(scene.Person(name).Id).ToString());
    }

    private static RefundDecision Thresholds(GrantedReward reward, int customers, Books books) =>
        RefundPolicy.DecideThresholds(Scene.CampaignId, [reward], customers, books.DebtOf, books.Budget, $"count {customers}", Scene.Start);

    private static string Net(SaleStory story, Scene scene, string name) =>
        new LedgerBalance(story.Books.NetOf(scene.Person(name).Id)).ToAmount().ToString();

    private static (Scene Scene, SaleStory Story) Story(params Rule[] rules)
    {
        Scene scene = Tree(rules);
        return (scene, new SaleStory(scene, scene.Sale(scene.Person("C"), price: 100)));
    }

    private static Terms Version(int number, DateTimeOffset from, params Rule[] rules) =>
        new(number, from, TimeSpan.Zero, TimeSpan.FromDays(30), rules);

    private static Scene Tree(params Rule[] rules) => Tree(new Scene(rules));

    private static Scene Tree(Scene scene)
    {
        scene.Person("A");
        scene.Person("B", upline: "A");
        scene.Person("C", upline: "B");
        return scene;
    }
}
