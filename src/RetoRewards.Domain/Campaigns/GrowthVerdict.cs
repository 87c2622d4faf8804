namespace RetoRewards.Domain.Campaigns;

/// <summary>What the economic guard says.</summary>
public enum GrowthVerdict
{
    /// <summary>Too few new customers for a verdict.</summary>
    TooFewCustomers,

    /// <summary>A customer costs less than it is worth.</summary>
    Sound,

    /// <summary>A customer costs as much as it is worth or more: warn.</summary>
    Warn,

    /// <summary>The same, and the campaign is to be paused.</summary>
    Pause,
}
