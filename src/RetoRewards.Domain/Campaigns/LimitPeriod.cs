namespace RetoRewards.Domain.Campaigns;

/// <summary>The period after which a limit starts anew, in UTC, by the moment of the sale.</summary>
public enum LimitPeriod
{
    /// <summary>Never.</summary>
    Ever,

    /// <summary>Every day.</summary>
    Day,

    /// <summary>Every Monday.</summary>
    Week,

    /// <summary>Every first day of a month.</summary>
    Month,
}
