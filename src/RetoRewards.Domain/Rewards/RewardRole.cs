namespace RetoRewards.Domain.Rewards;

/// <summary>In which role or at which level a participant is rewarded. The numbers enter fingerprints and never change.</summary>
public enum RewardRole
{
    /// <summary>No role: the value of <c>default</c>.</summary>
    None = 0,

    /// <summary>The referrer.</summary>
    Level1 = 1,

    /// <summary>Who invited the referrer.</summary>
    Level2 = 2,

    /// <summary>Who invited level 2.</summary>
    Level3 = 3,

    /// <summary>The buyer.</summary>
    Buyer = 4,

    /// <summary>The seller.</summary>
    Seller = 5,

    /// <summary>The author of a feedback.</summary>
    Author = 6,

    /// <summary>Who receives a flat reward by period.</summary>
    Recipient = 7,
}
