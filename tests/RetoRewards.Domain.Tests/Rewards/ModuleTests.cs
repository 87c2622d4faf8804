using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Tests.Rewards;

public sealed class ModuleTests
{
    [Theory]
    [Trait("Behaviour", "F9")]
    [Trait("Behaviour", "F2")]
    [Trait("Behaviour", "F6")]
    [Trait("Behaviour", "F7")]
    [InlineData(false, false, false, "0", "0", "0")]
    [InlineData(true, false, false, "50", "0", "0")]
    [InlineData(false, true, false, "10", "0", "0")]
    [InlineData(false, false, true, "0", "5", "1")]
    [InlineData(true, true, false, "60", "0", "0")]
    [InlineData(true, false, true, "50", "5", "1")]
    [InlineData(false, true, true, "10", "5", "1")]
    [InlineData(true, true, true, "60", "5", "1")]
    public void Each_of_the_eight_combinations_of_modules_gives_the_right_sum(
        bool oneTime, bool programme, bool extended, string level1, string level2, string level3)
    {
        List<Rule> rules = [];
        if (oneTime)
        {
            rules.Add(new Rule(1, RuleKind.NewCustomer, [new(Scope.Everything, Scene.Reto(50))]));
        }

        if (programme)
        {
            rules.Add(Rule.Purchase(2, 1, Scene.Percent(10)));
        }

        if (extended)
        {
            rules.Add(Rule.Purchase(3, 2, Scene.Percent(5)));
            rules.Add(Rule.Purchase(4, 3, Scene.Percent(1)));
        }

        if (rules.Count == 0)
        {
            rules.Add(Rule.Purchase(9, 1, Rate.Nothing));
        }

        Scene scene = Tree([.. rules]);

        RewardDecision decision = scene.DecideOne(scene.Sale(scene.Person("C"), Scene.Customer("D", scene.Person("D"))));

        Assert.Equal([level1, level2, level3], new[] { "C", "B", "A" }.Select(name => scene.Earned(decision, name)));
    }

    [Fact]
    [Trait("Behaviour", "F2")]
    [Trait("Behaviour", "F5")]
    [Trait("Behaviour", "M5")]
    public void The_first_purchase_earns_once_and_every_purchase_earns_its_percentage()
    {
        Scene scene = Tree(OneTime(null), Rule.Purchase(2, 1, Scene.Percent(10)));
        CustomerFacts kim = Scene.Customer("Kim");

        IReadOnlyList<RewardDecision> decisions = scene.Decide(scene.Sale(scene.Person("C"), kim), scene.Sale(null, kim), scene.Sale(null, kim));

        Assert.Equal(["60", "10", "10"], decisions.Select(decision => scene.Earned(decision, "C")));
        Assert.Equal([true, false, false], decisions.Select(decision => decision.FirstPurchase));
        Assert.Equal([AttributionKind.Code, AttributionKind.Binding, AttributionKind.Binding], decisions.Select(decision => decision.AttributedBy));
        Assert.Equal((kim.Id, (ParticipantId?)scene.Person("C").Id), scene.Running.Bindings.Select(bound => (bound.Customer, bound.Referrer)).Single());
    }

    [Fact]
    [Trait("Behaviour", "M5")]
    public void An_existing_customer_is_no_new_one()
    {
        Scene scene = Tree(OneTime(null));

        RewardDecision decision = scene.DecideOne(scene.Sale(scene.Person("C"), Scene.Customer("Kim", bought: true)));
        RewardDecision unnamed = scene.DecideOne(scene.Sale(scene.Person("C")));

        Assert.Equal(Outcome.NoRuleApplies, decision.Outcome);
        Assert.Contains(decision.Steps, step => step.Kind == StepKind.CustomerNotNew);
        Assert.Empty(unnamed.Lines);
    }

    [Fact]
    [Trait("Behaviour", "F3")]
    public void After_the_limit_of_new_customers_percentages_go_on()
    {
        Scene scene = Tree(OneTime(2), Rule.Purchase(2, 1, Scene.Percent(10)));

        IReadOnlyList<RewardDecision> decisions = scene.Decide(
            [.. Enumerable.Range(1, 3).Select(number => scene.Sale(scene.Person("C"), Scene.Customer($"k{number}")))]);

        Assert.Equal(["60", "60", "10"], decisions.Select(decision => scene.Earned(decision, "C")));
        Assert.Contains(decisions[2].Steps, step => step is { Kind: StepKind.NewCustomersExhausted, Rule: 1 });
    }

    [Fact]
    [Trait("Behaviour", "F3")]
    public void The_limit_counts_distinct_customers_not_purchases()
    {
        Scene scene = Tree(OneTime(2));
        CustomerFacts kim = Scene.Customer("Kim");

        IReadOnlyList<RewardDecision> decisions = scene.Decide(
            scene.Sale(scene.Person("C"), kim), scene.Sale(scene.Person("C"), kim), scene.Sale(scene.Person("C"), Scene.Customer("Lee")));

        Assert.Equal(["50", "0", "50"], decisions.Select(decision => scene.Earned(decision, "C")));
    }

    [Fact]
    [Trait("Behaviour", "T23")]
    public void One_call_gives_the_buyers_discount_and_the_partners_bonus()
    {
        Scene scene = Tree(
            new Rule(1, RuleKind.Discount, [new(Scope.Everything, Scene.Percent(15))]),
            new Rule(2, RuleKind.Discount, [new(Scope.Everything, Rate.Currency(new Money(500, Scene.Pound)))]),
            Rule.Purchase(3, 1, Scene.Percent(10)));

        RewardDecision decision = scene.DecideOne(scene.Sale(scene.Person("C"), Scene.Customer("D", scene.Person("D")), price: 80));

        Assert.Equal(1_700, decision.DiscountMinorUnits);
        Assert.Equal("8", scene.Earned(decision, "C"));
    }

    [Fact]
    [Trait("Behaviour", "F11")]
    public void The_buyers_price_and_reward_are_the_same_with_and_without_an_upline()
    {
        Rule[] rules = [Rule.Purchase(1, 1, Scene.Percent(10)), Rule.Purchase(2, 2, Scene.Percent(5)), Rule.Buyer(3, Scene.Percent(2)),
            new Rule(4, RuleKind.Discount, [new(Scope.Everything, Scene.Percent(3))])];
        Scene withUpline = Tree(rules);
        Scene without = new(rules);

        RewardDecision first = withUpline.DecideOne(withUpline.Sale(withUpline.Person("C"), Scene.Customer("D", withUpline.Person("D"))));
        RewardDecision second = without.DecideOne(without.Sale(null, Scene.Customer("D", without.Person("D"))));

        Assert.Equal("2", withUpline.Earned(first, "D"));
        Assert.Equal("2", without.Earned(second, "D"));
        Assert.Equal(first.DiscountMinorUnits, second.DiscountMinorUnits);
    }

    [Fact]
    [Trait("Behaviour", "G3")]
    [Trait("Behaviour", "R19")]
    public void A_donation_goes_to_the_beneficiary_and_is_attributed_to_the_referrer()
    {
        Scene scene = Tree();
        ParticipantFacts shelter = scene.Person("Shelter", kind: ParticipantKind.Beneficiary);
        scene = Tree(new Rule(1, RuleKind.Purchase, [new(Scope.Everything, Scene.Percent(10))], 1) { Beneficiary = shelter.Id, Perk = "a thank-you card" });

        RewardDecision decision = scene.DecideOne(scene.Sale(scene.Person("C")));

        Assert.Equal(shelter.Id, decision.Lines.Single().Participant);
        Assert.Equal(scene.Person("C").Id, decision.Referrer);
    }

    [Fact]
    [Trait("Behaviour", "F24")]
    public void Three_thousand_roubles_to_both_sides_convert_at_the_recorded_rate()
    {
        Currency rouble = Currency.Find("RUB");
        Rate cash = Rate.Currency(new Money(300_000, rouble));
        Scene scene = Tree(
            new Rule(1, RuleKind.NewCustomer, [new(Scope.Everything, cash)]),
            new Rule(2, RuleKind.Buyer, [new(new Scope { NewCustomer = true }, cash)]));
        ConversionRate recorded = new(rouble, 3_000_000_000_000_000, 7, "feed:reto-rub", Scene.Start);
        scene.Rates = new ConversionRates([recorded]);
        CustomerFacts kim = Scene.Customer("Kim", scene.Person("Kim"));

        IReadOnlyList<RewardDecision> decisions = scene.Decide(scene.Sale(scene.Person("C"), kim), scene.Sale(scene.Person("C"), kim));

        Assert.Equal("128.571428571428571428", scene.Earned(decisions[0], "C"));
        Assert.Equal("128.571428571428571428", scene.Earned(decisions[0], "Kim"));
        Assert.All(decisions[0].Lines, line => Assert.Same(recorded, line.FixedConversion));
        Assert.Empty(decisions[1].Lines);
    }

    [Fact]
    [Trait("Behaviour", "N7")]
    [Trait("Fault", "75")]
    public void Nobody_earns_from_himself_by_another_account_with_the_same_wallet_or_contact()
    {
        Scene scene = Tree(Rule.Purchase(1, 1, Scene.Percent(10)), Rule.Purchase(2, 2, Scene.Percent(5)));
        byte[] wallet = [.. Enumerable.Repeat((byte)7, 20)];
        ParticipantFacts Twin(string name, bool byWallet, ParticipantFacts? upline = null) =>
            new(new ParticipantId(Scene.Named(name)), ParticipantKind.Person)
            {
                Wallet = byWallet ? Domain.Payouts.WalletAddress.FromBytes(wallet) : default,
                ContactDigest = byWallet ? 0 : (UInt128)42,
                Upline = upline,
            };

        Assert.Equal(Outcome.SelfReferral, scene.DecideOne(scene.Sale(Twin("X", true), Scene.Customer("Y", Twin("Y", true)))).Outcome);
        Assert.Equal(Outcome.SelfReferral, scene.DecideOne(scene.Sale(Twin("X", false), Scene.Customer("Y", Twin("Y", false)))).Outcome);

        ParticipantFacts child = new(new ParticipantId(Scene.Named("child")), ParticipantKind.Person) { Upline = Twin("X", true) };
        RewardDecision decision = scene.DecideOne(scene.Sale(child, Scene.Customer("Y", Twin("Y", true))));
        Assert.Equal(RewardRole.Level1, decision.Lines.Single().Role);
        Assert.Contains(decision.Steps, step => step.Kind == StepKind.RoleIsBuyer);
    }

    [Fact]
    [Trait("Behaviour", "R21")]
    public void A_seller_who_buys_for_himself_earns_no_sellers_reward()
    {
        Scene scene = Tree(new Rule(1, RuleKind.Seller, [new(Scope.Everything, Scene.Reto(2))]), Rule.Purchase(2, 1, Scene.Percent(10)));
        ParticipantFacts sue = scene.Person("Sue");

        RewardDecision own = scene.DecideOne(scene.Sale(scene.Person("C"), Scene.Customer("Sue", sue), seller: sue));
        RewardDecision other = scene.DecideOne(scene.Sale(scene.Person("C"), Scene.Customer("Kim"), seller: sue));

        Assert.Equal("0", scene.Earned(own, "Sue"));
        Assert.Contains(own.Steps, step => step is { Kind: StepKind.RoleIsBuyer, Role: RewardRole.Seller });
        Assert.Equal("2", scene.Earned(other, "Sue"));
    }

    [Theory]
    [InlineData(RuleKind.NewCustomer)]
    [InlineData(RuleKind.Threshold)]
    [InlineData(RuleKind.Period)]
    [InlineData(RuleKind.Feedback)]
    public void Rewards_for_single_occasions_are_fixed_amounts(RuleKind kind)
    {
        Terms With(Rate rate) => new(1, Scene.Start, TimeSpan.Zero, TimeSpan.Zero, [new Rule(1, kind, [new(Scope.Everything, rate)])
        {
            ThresholdCustomers = kind == RuleKind.Threshold ? 5 : 0,
            Period = kind == RuleKind.Period ? LimitPeriod.Month : LimitPeriod.Ever,
        }]);

        Assert.Single(With(Scene.Reto(1)).Rules);
        Assert.Throws<ArgumentException>(() => With(Scene.Percent(1)));
    }

    [Fact]
    [Trait("Behaviour", "N7")]
    public void An_inactive_upline_earns_only_where_the_terms_do_not_ask_for_activity()
    {
        Rule[] rules = [Rule.Purchase(1, 1, Scene.Percent(10)), Rule.Purchase(2, 2, Scene.Percent(5))];
        foreach (bool asked in new[] { false, true })
        {
            Scene scene = new(new Terms(1, Scene.Start, TimeSpan.Zero, TimeSpan.FromDays(30), rules) { UplineMustBeActive = asked });
            scene.Person("B", active: false);
            scene.Person("C", upline: "B");

            RewardDecision decision = scene.DecideOne(scene.Sale(scene.Person("C")));

            Assert.Equal(asked ? "0" : "5", scene.Earned(decision, "B"));
            Assert.Equal("10", scene.Earned(decision, "C"));
        }
    }

    private static Rule OneTime(int? most) => new(1, RuleKind.NewCustomer, [new(Scope.Everything, Scene.Reto(50))]) { MaxNewCustomers = most };

    private static Scene Tree(params Rule[] rules)
    {
        Scene scene = new(rules.Length == 0 ? [Rule.Purchase(1, 1, Rate.Nothing)] : rules);
        scene.Person("E");
        scene.Person("A", upline: "E");
        scene.Person("B", upline: "A");
        scene.Person("C", upline: "B");
        return scene;
    }
}
