namespace RetoRewards.Domain.Campaigns;

/// <summary>What stands against a launch, or deserves a second look before it (F27).</summary>
public enum LaunchFault
{
    /// <summary>No terms have been published.</summary>
    TermsMissing,

    /// <summary>The first terms begin only after the campaign does, so its first sales would earn nothing.</summary>
    TermsStartLate,

    /// <summary>The campaign is over before it begins.</summary>
    WindowOver,

    /// <summary>The budget holds nothing.</summary>
    NotFunded,

    /// <summary>The budget does not hold one reward of the largest fixed amount.</summary>
    BudgetBelowOneReward,

    /// <summary>A rule needs a conversion rate that is not known.</summary>
    RateMissing,

    /// <summary>All percentages of one sale add up to more than its base.</summary>
    SharesAboveWhole,

    /// <summary>The grace period on chain is shorter than lateness and hold together, so that late sales could not be paid any more.</summary>
    GraceTooShort,

    /// <summary>The contract's ceiling for one reward lies below the largest fixed amount.</summary>
    RewardAboveChainCeiling,

    /// <summary>The contract's ceiling for the share of the sales lies below what all percentages add up to.</summary>
    ShareAboveChainCeiling,

    /// <summary>Warning: praise and complaint earn differently (R8).</summary>
    PolaritiesDiffer,

    /// <summary>Warning: an open offer gives everyone at least as much (F20).</summary>
    OpenOfferAsGood,

    /// <summary>Warning: no limit and no cap bounds what one participant may take.</summary>
    Unbounded,
}
