namespace RetoRewards.Domain.Campaigns;

/// <summary>How a rule motivates (R19). One rule may do so in several ways: a percentage that is donated, with a perk beside it.</summary>
public enum Motivation
{
    /// <summary>A percentage of the purchase.</summary>
    Percentage,

    /// <summary>A fixed amount, in RETO or in a currency.</summary>
    Fixed,

    /// <summary>A discount for the buyer.</summary>
    Discount,

    /// <summary>A benefit in kind (G5).</summary>
    Perk,

    /// <summary>A donation: a beneficiary receives in the earner's place (G3).</summary>
    Donation,
}
