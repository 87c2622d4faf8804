using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Rewards;

namespace RetoRewards.Api;

/// <summary>What was found before a launch.</summary>
/// <param name="MayLaunch">Whether nothing stands against it; warnings do not.</param>
/// <param name="Findings">Faults first, then warnings.</param>
internal sealed record LaunchChecksAnswer(bool MayLaunch, IReadOnlyList<LaunchFindingAnswer> Findings)
{
    public static LaunchChecksAnswer Of(IReadOnlyList<LaunchFault> found) => new(
        found.All(LaunchChecks.IsWarning),
        [.. found.Select(fault => new LaunchFindingAnswer(fault, LaunchChecks.IsWarning(fault), LaunchSentences.Of(fault)))]);
}

/// <summary>One finding.</summary>
/// <param name="Finding">Its stable name.</param>
/// <param name="IsWarning">Whether it only asks for a second look.</param>
/// <param name="Sentence">The same for a person.</param>
internal sealed record LaunchFindingAnswer(LaunchFault Finding, bool IsWarning, string Sentence);

/// <summary>What a partner wants of a campaign and what its customers may cost.</summary>
/// <param name="CampaignId">The campaign.</param>
/// <param name="GoalMetric">What the goal counts; null without one.</param>
/// <param name="GoalTarget">How much.</param>
/// <param name="GoalDeadline">By when.</param>
/// <param name="GoalVersion">What If-Match names for the goal, without quotes; 0 before the first.</param>
/// <param name="GuardCurrency">The currency of the growth guard; null without one.</param>
/// <param name="GuardCustomerValueMinorUnits">What a customer is worth; null when it follows from its sales.</param>
/// <param name="GuardPauses">Whether a breach pauses the campaign.</param>
/// <param name="GuardVersion">What If-Match names for the guard, without quotes; 0 before the first.</param>
internal sealed record PlanAnswer(
    Guid CampaignId,
    GoalMetric? GoalMetric,
    long? GoalTarget,
    DateTimeOffset? GoalDeadline,
    int GoalVersion,
    string? GuardCurrency,
    long? GuardCustomerValueMinorUnits,
    bool GuardPauses,
    int GuardVersion)
{
    public static PlanAnswer Of(CampaignPlanRow row) => new(
        row.CampaignId.Value,
        row.GoalMetric,
        row.GoalTarget,
        row.GoalDeadline,
        row.GoalVersion,
        row.GuardCurrency,
        row.GuardCustomerValue,
        row.GuardPauses,
        row.GuardVersion);
}

/// <summary>How much of its goal a campaign has reached.</summary>
/// <param name="CampaignId">The campaign.</param>
/// <param name="Metric">What is counted.</param>
/// <param name="Target">How much is wanted.</param>
/// <param name="Deadline">By when.</param>
/// <param name="Reached">How much there is.</param>
/// <param name="ProgressBps">The same of the target, in basis points, rounded down.</param>
/// <param name="State">Open, Reached or Missed.</param>
internal sealed record GoalAnswer(
    Guid CampaignId, GoalMetric Metric, long Target, DateTimeOffset Deadline, long Reached, long ProgressBps, GoalState State);

/// <summary>What a new customer costs and is worth. Amounts are minor units of the currency.</summary>
/// <param name="CampaignId">The campaign.</param>
/// <param name="Currency">The currency.</param>
/// <param name="PromotionMinorUnits">Expenses of promotion.</param>
/// <param name="IncentiveMinorUnits">Rewards and discounts at the rate now; null without a rate.</param>
/// <param name="NewCustomers">New customers by recommendation.</param>
/// <param name="CostOfCustomerMinorUnits">CAC, rounded up; null without new customers or a rate.</param>
/// <param name="ValueOfCustomerMinorUnits">LTV, rounded down; null when there is nothing to average.</param>
/// <param name="Verdict">TooFewCustomers, Sound, Warn or Pause.</param>
internal sealed record GrowthAnswer(
    Guid CampaignId,
    string Currency,
    long PromotionMinorUnits,
    long? IncentiveMinorUnits,
    long NewCustomers,
    long? CostOfCustomerMinorUnits,
    long? ValueOfCustomerMinorUnits,
    GrowthVerdict Verdict)
{
    public static GrowthAnswer Of(CampaignPlanRow plan, CampaignGrowth growth) => new(
        plan.CampaignId.Value,
        plan.GuardCurrency!,
        growth.PromotionMinorUnits,
        growth.IncentiveMinorUnits,
        growth.NewCustomers,
        growth.IncentiveMinorUnits is { } incentives
            ? GrowthGuard.CostOfCustomer(growth.PromotionMinorUnits, incentives, growth.NewCustomers)
            : null,
        growth.ValueOf(plan).MinorUnits(),
        growth.Judge(plan));
}

/// <summary>An expense of promoting a campaign.</summary>
/// <param name="CampaignCostId">Its id.</param>
/// <param name="CampaignId">The campaign.</param>
/// <param name="Channel">Where it was spent.</param>
/// <param name="Currency">The currency.</param>
/// <param name="MinorUnits">How much, in minor units.</param>
/// <param name="SpentAt">When.</param>
internal sealed record CampaignCostAnswer(
    Guid CampaignCostId, Guid CampaignId, string Channel, string Currency, long MinorUnits, DateTimeOffset SpentAt)
{
    public static CampaignCostAnswer Of(CampaignCostRow row) =>
        new(row.CampaignCostId, row.CampaignId.Value, row.Channel, row.Currency, row.MinorUnits, row.SpentAt);
}

/// <summary>The findings before a launch in sentences.</summary>
internal static class LaunchSentences
{
    public static string Of(LaunchFault fault) => fault switch
    {
        LaunchFault.TermsMissing => "No terms have been published.",
        LaunchFault.TermsStartLate => "The first terms begin after the campaign does, so its first sales would earn nothing.",
        LaunchFault.WindowOver => "The campaign's window is over.",
        LaunchFault.NotFunded => "The budget holds nothing.",
        LaunchFault.BudgetBelowOneReward => "The budget does not hold one reward of the largest fixed amount.",
        LaunchFault.RateMissing => "A rule needs a conversion rate that is not known.",
        LaunchFault.SharesAboveWhole => "The percentages of one sale add up to more than the sale.",
        LaunchFault.GraceTooShort => "The grace period on chain is shorter than lateness and hold together, so late sales could not be paid.",
        LaunchFault.RewardAboveChainCeiling => "The contract's ceiling for one reward lies below the largest fixed amount.",
        LaunchFault.ShareAboveChainCeiling => "The contract's ceiling for the share of sales lies below what the percentages add up to.",
        LaunchFault.PolaritiesDiffer => "Praise and complaint earn differently.",
        LaunchFault.OpenOfferAsGood => "An open offer gives everyone at least as much.",
        LaunchFault.Unbounded => "No limit and no cap bounds what one participant may take.",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "No such finding."),
    };
}
