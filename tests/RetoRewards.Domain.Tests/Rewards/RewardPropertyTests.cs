using FsCheck;
using FsCheck.Fluent;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Rewards;

namespace RetoRewards.Domain.Tests.Rewards;

public sealed class RewardPropertyTests
{
    private static readonly Gen<int> Minor = Gen.Choose(1, 10_000_000);
    private static readonly Gen<int> Share = Gen.Choose(0, 10_000);

    [Fact]
    public void What_leaves_the_budget_is_what_participants_are_promised_and_what_is_posted()
    {
        Prop.ForAll(
            Gen.NonEmptyListOf(Minor).Select(list => list.ToArray()).ToArbitrary(),
            Gen.ArrayOf(Share, 3).ToArbitrary(),
            Gen.Choose(0, 3000).ToArbitrary(),
            (prices, shares, budget) =>
            {
                Scene scene = ThreeLevels(shares);
                scene.Running = new RunningState(TokenAmount.FromTokens((ulong)budget));

                IReadOnlyList<RewardDecision> decisions = scene.Decide(
                    [.. prices.Select(price => scene.Sale(scene.Person("C"), price: price / 100m))]);

                TokenAmount promised = Scene.Total(decisions.SelectMany(decision => decision.Lines));
                UInt128 posted = decisions.SelectMany(decision => decision.Transaction?.Postings ?? [])
                    .Aggregate(UInt128.Zero, (sum, posting) => sum + posting.Amount.BaseUnits);
                return promised + scene.Running.Available == TokenAmount.FromTokens((ulong)budget) && posted == promised.BaseUnits;
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_larger_sale_never_earns_less()
    {
        Prop.ForAll(Minor.ToArbitrary(), Gen.Choose(0, 10_000).ToArbitrary(), Gen.ArrayOf(Share, 3).ToArbitrary(), (price, more, shares) =>
        {
            Scene scene = ThreeLevels(shares);

            RewardDecision small = scene.DecideOne(scene.Sale(scene.Person("C"), price: price / 100m));
            RewardDecision large = scene.DecideOne(scene.Sale(scene.Person("C"), price: (price + more) / 100m));

            return Scene.Total(small.Lines) <= Scene.Total(large.Lines);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    [Trait("Fault", "72")]
    public void Splitting_a_sale_in_lines_changes_no_reward_by_a_single_base_unit()
    {
        Prop.ForAll(
            Gen.NonEmptyListOf(Minor).Where(list => list.Count <= 200).Select(list => list.ToArray()).ToArbitrary(),
            Gen.ArrayOf(Share, 3).ToArbitrary(),
            (parts, shares) =>
            {
                Scene scene = ThreeLevels(shares);
                scene.Rates = new ConversionRates([new ConversionRate(Scene.Pound, 1_000_000_007, 13, "table:odd", Scene.Start)]);

                RewardDecision whole = scene.DecideOne(scene.Sale(scene.Person("C"), price: parts.Sum(part => part / 100m)));
                RewardDecision split = scene.DecideOne(
                    scene.Sale(scene.Person("C"), lines: [.. parts.Select(part => Scene.Line(part / 100m))]));

                return whole.Lines.Select(line => line.Amount).SequenceEqual(split.Lines.Select(line => line.Amount));
            }).QuickCheckThrowOnFailure();
    }

    [Fact]
    [Trait("Fault", "72")]
    [Trait("Behaviour", "N7")]
    public void No_sale_costs_more_than_its_cap_and_the_cap_is_cut_in_the_order_of_the_rules()
    {
        Prop.ForAll(Minor.ToArbitrary(), Gen.ArrayOf(Share, 3).ToArbitrary(), Share.ToArbitrary(), (price, shares, cap) =>
        {
            Terms terms = new(1, Scene.Start, TimeSpan.Zero, TimeSpan.FromDays(30), Levels(shares)) { MaxShareOfSale = new BasisPoints(cap) };
            Scene scene = With(terms);

            RewardDecision decision = scene.DecideOne(scene.Sale(scene.Person("C"), price: price / 100m));

            TokenAmount most = TokenAmount.FromBaseUnits((UInt128)price * 10_000_000_000_000_000UL).MultiplyDown(new BasisPoints(cap));
            TokenAmount total = Scene.Total(decision.Lines);
            bool cut = decision.Lines.Any(line => line.Amount < line.Uncut) || decision.Steps.Any(step => step.Kind == StepKind.CutBySaleCap);
            bool firstWhole = decision.Lines.SkipLast(1).All(line => line.Amount == line.Uncut);
            return total <= most && (!cut || total == most) && firstWhole;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Deciding_together_equals_deciding_one_after_another()
    {
        Prop.ForAll(Gen.NonEmptyListOf(Minor).Select(list => list.ToArray()).ToArbitrary(), prices =>
        {
            Scene together = Limited();
            Scene alone = Limited();
            SaleInContext[] sales = [.. prices.Select(price => together.Sale(together.Person("C"), price: price / 100m))];

            TokenAmount[] first = [.. together.Decide(sales).Select(decision => Scene.Total(decision.Lines))];
            TokenAmount[] second = [.. sales.Select(sale => Scene.Total(alone.DecideOne(sale).Lines))];

            return first.SequenceEqual(second) && together.Running.Available == alone.Running.Available;
        }).QuickCheckThrowOnFailure();
    }

    private static Scene Limited() => With(new Terms(
        1,
        Scene.Start,
        TimeSpan.Zero,
        TimeSpan.FromDays(30),
        Levels([1000, 500, 100]),
        [new Limit(1, LimitSubject.Participant, LimitPeriod.Month, TokenAmount.FromTokens(500))]));

    private static Scene ThreeLevels(int[] shares) => With(new Terms(1, Scene.Start, TimeSpan.Zero, TimeSpan.FromDays(30), Levels(shares)));

    private static Rule[] Levels(int[] shares) =>
        [.. Enumerable.Range(1, 3).Select(level => Rule.Purchase(level, level, Rate.Percentage(shares[level - 1])))];

    private static Scene With(Terms terms)
    {
        Scene scene = new(terms);
        scene.Person("A");
        scene.Person("B", upline: "A");
        scene.Person("C", upline: "B");
        return scene;
    }
}
