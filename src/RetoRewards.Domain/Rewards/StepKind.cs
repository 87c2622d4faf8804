namespace RetoRewards.Domain.Rewards;

/// <summary>A step of an explanation.</summary>
public enum StepKind
{
    /// <summary>No step: the value of <c>default</c>.</summary>
    None,

    /// <summary>A percentage of a line's base was taken.</summary>
    PercentageTaken,

    /// <summary>A fixed amount was earned.</summary>
    FixedEarned,

    /// <summary>The most specific rate pays nothing.</summary>
    NothingByRate,

    /// <summary>No rate of the rule fits.</summary>
    NoRateFits,

    /// <summary>A limit left less, or nothing.</summary>
    CutByLimit,

    /// <summary>The cap of one sale left less, or nothing.</summary>
    CutBySaleCap,

    /// <summary>Nobody stands in the rule's role.</summary>
    NobodyInRole,

    /// <summary>The one in the role is the buyer.</summary>
    RoleIsBuyer,

    /// <summary>The upline is not active.</summary>
    UplineInactive,

    /// <summary>The customer is not new.</summary>
    CustomerNotNew,

    /// <summary>The referrer has been rewarded for as many new customers as the rule rewards.</summary>
    NewCustomersExhausted,

    /// <summary>The number of customers is not the threshold's.</summary>
    ThresholdNotMet,

    /// <summary>The threshold was paid before; it is paid once, however often its number is reached (T8).</summary>
    ThresholdPaidBefore,

    /// <summary>Fixed rewards were decided with the first capture.</summary>
    FixedDecidedBefore,

    /// <summary>A discount of the price, in minor units.</summary>
    DiscountGiven,

    /// <summary>The reward rounds down to nothing.</summary>
    RoundedToNothing,
}
