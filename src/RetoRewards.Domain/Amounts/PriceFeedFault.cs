namespace RetoRewards.Domain.Amounts;

/// <summary>Why an answer of a price feed is not believed; what needs it waits.</summary>
public enum PriceFeedFault
{
    /// <summary>It is believed.</summary>
    None,

    /// <summary>The feed reports other decimals than the operator entered.</summary>
    DecimalsUnexpected,

    /// <summary>The answer is zero or negative.</summary>
    NotPositive,

    /// <summary>The answer is too old, of an earlier round, or from the future.</summary>
    Stale,

    /// <summary>The answer lies outside the bounds.</summary>
    OutOfBounds,
}
