using System.Numerics;
using System.Text;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Tests.Rewards;

/// <summary>Thousands of random sales under random terms, decided by the engine and by the plain model of this folder.</summary>
public sealed class ReferenceTests
{
    private const int Campaigns = 250;
    private const int SalesPerCampaign = 20;

    [Fact]
    [Trait("Behaviour", "N4")]
    [Trait("Behaviour", "R14")]
    public void Every_reward_can_be_recomputed_from_terms_and_event_alone()
    {
        int rewarded = 0;
        HashSet<StepKind> seen = [];
        HashSet<Outcome> outcomes = [];
        for (int seed = 1; seed <= Campaigns; seed++)
        {
            RandomCampaign world = new(seed);
            ReferenceModel model = new(Encoding.UTF8.GetString(TermsJson.Write(world.Terms)), world.Budget.BaseUnits, new Dictionary<string, (BigInteger, BigInteger)>
            {
                ["GBP"] = (world.Pounds.BaseUnits, world.Pounds.MinorUnits),
                ["RUB"] = (world.Roubles.BaseUnits, world.Roubles.MinorUnits),
            });
            SaleInContext[] sales = [.. Enumerable.Range(0, SalesPerCampaign).Select(_ => world.NextSale())];

            IReadOnlyList<RewardDecision> decisions = RewardPolicy.Decide(
                world.Campaign, sales, new ConversionRates([world.Pounds, world.Roubles]), new RunningState(world.Budget), RandomCampaign.Now);

            for (int index = 0; index < sales.Length; index++)
            {
                (string kind, List<ReferenceModel.Line> expected) = model.Decide(sales[index], world.People);
                ReferenceModel.Line[] actual = [.. decisions[index].Lines.Select(line =>
                    new ReferenceModel.Line(line.Rule, line.Role.Code(), line.Participant.Value, line.Amount.BaseUnits))];
                string where = $"seed {seed}, sale {index}: {decisions[index].Outcome}";
                Assert.True(expected.SequenceEqual(actual), $"{where}: {string.Join(" ", actual)} for {string.Join(" ", expected)}");
                Assert.True(kind == (decisions[index].Outcome switch { Outcome.Rewarded => "rewarded", Outcome.BudgetExhausted => "budget", _ => "nothing" }), where);
                rewarded += actual.Length;
                seen.UnionWith(decisions[index].Steps.Select(step => step.Kind));
                outcomes.Add(decisions[index].Outcome);
            }
        }

        // The random cases must reach the corners, or agreeing on them proves nothing.
        Assert.True(rewarded > 5_000, $"only {rewarded} rewards");
        Assert.Superset(
            new HashSet<StepKind>
            {
                StepKind.PercentageTaken, StepKind.FixedEarned, StepKind.NothingByRate, StepKind.NoRateFits, StepKind.CutByLimit, StepKind.CutBySaleCap,
                StepKind.NobodyInRole, StepKind.RoleIsBuyer, StepKind.UplineInactive, StepKind.CustomerNotNew, StepKind.NewCustomersExhausted, StepKind.ThresholdNotMet,
            },
            seen);
        Assert.Superset(new HashSet<Outcome> { Outcome.Rewarded, Outcome.BudgetExhausted, Outcome.LimitReached, Outcome.SelfReferral }, outcomes);
    }

    [Fact]
    [Trait("Behaviour", "N3")]
    public void Random_runs_never_promise_more_than_the_budget()
    {
        for (int seed = 1; seed <= Campaigns; seed++)
        {
            RandomCampaign world = new(seed);
            RunningState running = new(world.Budget);

            IReadOnlyList<RewardDecision> decisions = RewardPolicy.Decide(
                world.Campaign,
                [.. Enumerable.Range(0, SalesPerCampaign).Select(_ => world.NextSale())],
                new ConversionRates([world.Pounds, world.Roubles]),
                running,
                RandomCampaign.Now);

            Assert.Equal(world.Budget, running.Available + Scene.Total(decisions.SelectMany(decision => decision.Lines)));
            Assert.All(decisions.SelectMany(decision => decision.Lines), line => Assert.True(line.Amount <= line.Uncut && !line.Amount.IsZero));
        }
    }
}
