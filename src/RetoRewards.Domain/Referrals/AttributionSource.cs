namespace RetoRewards.Domain.Referrals;

/// <summary>By what a referrer is credited; an earlier one beats a later one.</summary>
public enum AttributionSource
{
    /// <summary>The code on the sale.</summary>
    Code,

    /// <summary>The referrer whom the customer is bound to.</summary>
    Binding,

    /// <summary>A click in the window.</summary>
    Click,
}
