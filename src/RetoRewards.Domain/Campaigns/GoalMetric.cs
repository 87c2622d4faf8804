namespace RetoRewards.Domain.Campaigns;

/// <summary>What a campaign's goal counts (R18).</summary>
public enum GoalMetric
{
    /// <summary>Rewarded sales.</summary>
    Sales,

    /// <summary>New customers who paid.</summary>
    NewCustomers,

    /// <summary>Turnover of attributed sales, in minor units.</summary>
    TurnoverMinorUnits,

    /// <summary>The share of paying customers who came by recommendation, in basis points (F16).</summary>
    ReferredShareBps,
}
