namespace RetoRewards.Domain.Campaigns;

/// <summary>How the amount of a reward is stated.</summary>
public enum RateKind
{
    /// <summary>Nothing: the sale is measured and attributed, and earns nothing.</summary>
    Nothing,

    /// <summary>A percentage of the base.</summary>
    Percentage,

    /// <summary>A fixed amount of RETO.</summary>
    Tokens,

    /// <summary>A fixed amount of a currency, converted at the recorded rate.</summary>
    Currency,
}
