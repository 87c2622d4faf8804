using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Campaigns;

/// <summary>The checks before a launch: a fault forbids it, a warning asks the partner to look again (F27).</summary>
public static class LaunchChecks
{
    /// <summary>Whether a finding is only a warning.</summary>
    public static bool IsWarning(LaunchFault fault) => fault >= LaunchFault.PolaritiesDiffer;

    /// <summary>Checks a campaign.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="budget">What its budget holds.</param>
    /// <param name="rates">The conversion rates known.</param>
    /// <param name="openOfferBps">The discount that everybody gets without a referral, in basis points; 0 for none.</param>
    /// <param name="now">The present moment.</param>
    /// <param name="chain">What the contract enforces; null while that is not known, and then it is not looked at.</param>
    /// <returns>What was found, in the order of the list; empty when all is well.</returns>
    public static IReadOnlyList<LaunchFault> Of(
        Campaign campaign, TokenAmount budget, ConversionRates rates, int openOfferBps, DateTimeOffset now, ChainLimits? chain = null)
    {
        List<LaunchFault> found = [];
        void Find(bool holds, LaunchFault fault)
        {
            if (holds)
            {
                found.Add(fault);
            }
        }

        Terms? terms = campaign.Versions.Count == 0 ? null : campaign.Versions[^1];
        Find(terms is null, LaunchFault.TermsMissing);
        Find(terms is not null && campaign.Versions[0].InForceFrom > campaign.StartsAt, LaunchFault.TermsStartLate);
        Find(campaign.EndsAt <= now, LaunchFault.WindowOver);
        Find(budget.IsZero, LaunchFault.NotFunded);
        if (terms is not null)
        {
            int ownBps = OwnShareBps(campaign, terms);
            TokenAmount largest = LargestFixed(terms, rates).MultiplyDown(new BasisPoints(ownBps));
            int tokenShareBps = ((WorstTokenShareBps(terms) * ownBps) + BasisPoints.Whole - 1) / BasisPoints.Whole;
            Find(!budget.IsZero && largest > budget, LaunchFault.BudgetBelowOneReward);
            Find(NeedsMissingRate(terms, rates), LaunchFault.RateMissing);
            Find(WorstShareBps(terms) > BasisPoints.Whole, LaunchFault.SharesAboveWhole);
            Find(chain is not null && chain.Grace < terms.Lateness + terms.Hold, LaunchFault.GraceTooShort);
            Find(chain is not null && largest > chain.MaxReward, LaunchFault.RewardAboveChainCeiling);
            Find(chain is not null && tokenShareBps > chain.MaxShareBps, LaunchFault.ShareAboveChainCeiling);
            Find(terms.Rules.Any(PolaritiesDiffer), LaunchFault.PolaritiesDiffer);
            Find(openOfferBps > 0 && BestDiscountBps(terms) <= openOfferBps && HasDiscount(terms), LaunchFault.OpenOfferAsGood);
            Find(terms.Limits.Count == 0 && terms.MaxPerSale is null && terms.MaxShareOfSale is null, LaunchFault.Unbounded);
        }

        return found;
    }

    // Of a joint campaign, what it pays itself: its share, or all where it may have to take the others' over.
    private static int OwnShareBps(Campaign campaign, Terms terms) => terms.Funding is { WhenDry: DryFunder.RefuseSale } funding
        ? funding.Funders.Single(funder => funder.Campaign == campaign.Id).Share.Value
        : BasisPoints.Whole;

    /// <summary>The most that all percentages of one line may add up to, discounts included, in basis points.</summary>
    public static int WorstShareBps(Terms terms) => terms.Rules.Sum(WorstShareBps);

    // A discount is no token: the contract does not count it.
    private static int WorstTokenShareBps(Terms terms) =>
        terms.Rules.Where(rule => rule.Kind != RuleKind.Discount).Sum(WorstShareBps);

    private static int WorstShareBps(Rule rule) => rule.Rates
        .Where(entry => entry.Rate.Kind == RateKind.Percentage)
        .Select(entry => entry.Rate.Share.Value)
        .DefaultIfEmpty(0)
        .Max();

    private static TokenAmount LargestFixed(Terms terms, ConversionRates rates) => terms.Rules
        .Where(rule => rule.Kind != RuleKind.Discount)
        .SelectMany(rule => rule.Rates)
        .Select(entry => entry.Rate.FixedMoney is { } money
            ? rates.Find(money.Currency)?.ConvertDown(money.MinorUnits) ?? TokenAmount.Zero
            : entry.Rate.Amount)
        .Aggregate(TokenAmount.Zero, TokenAmount.Max);

    private static bool NeedsMissingRate(Terms terms, ConversionRates rates) => terms.Rules
        .Where(rule => rule.Kind != RuleKind.Discount)
        .SelectMany(rule => rule.Rates)
        .Any(entry => entry.Rate.FixedMoney is { } money && rates.Find(money.Currency) is null);

    private static bool PolaritiesDiffer(Rule rule) =>
        rule.Kind == RuleKind.Feedback
        && rule.Rates.Any(entry => entry.Scope.Polarity is { } polarity
            && RateFor(rule, entry.Scope with { Polarity = Other(polarity) }) != entry.Rate);

    private static Rate? RateFor(Rule rule, Scope scope) =>
        (rule.Rates.FirstOrDefault(entry => entry.Scope == scope)
            ?? rule.Rates.FirstOrDefault(entry => entry.Scope == scope with { Polarity = null }))?.Rate;

    private static FeedbackPolarity Other(FeedbackPolarity polarity) =>
        polarity == FeedbackPolarity.Positive ? FeedbackPolarity.Negative : FeedbackPolarity.Positive;

    private static bool HasDiscount(Terms terms) => terms.Rules.Any(rule => rule.Kind == RuleKind.Discount);

    private static int BestDiscountBps(Terms terms) => terms.Rules
        .Where(rule => rule.Kind == RuleKind.Discount)
        .SelectMany(rule => rule.Rates)
        .Select(entry => entry.Rate.Share.Value)
        .DefaultIfEmpty(0)
        .Max();
}
