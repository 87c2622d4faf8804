namespace RetoRewards.Domain.Campaigns;

/// <summary>What a rule rewards.</summary>
public enum RuleKind
{
    /// <summary>The referrer, once for each new customer, up to a number of customers (F2, F3).</summary>
    NewCustomer,

    /// <summary>The referrer or its upline, a share of every purchase, at level 1, 2 or 3 (F5 to F7).</summary>
    Purchase,

    /// <summary>The buyer (F19).</summary>
    Buyer,

    /// <summary>The buyer, by a lower price instead of tokens (T23).</summary>
    Discount,

    /// <summary>The seller, on top of its commission (R21).</summary>
    Seller,

    /// <summary>The referrer, when it has brought a number of customers (T8).</summary>
    Threshold,

    /// <summary>A participant, a flat amount a period (T6).</summary>
    Period,

    /// <summary>The author of a feedback (R8, N14).</summary>
    Feedback,
}
