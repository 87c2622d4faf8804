namespace RetoRewards.Domain.Rewards;

/// <summary>By what a sale was attributed; an earlier one beats a later one.</summary>
public enum AttributionKind
{
    /// <summary>By nothing.</summary>
    None,

    /// <summary>By the code on the sale.</summary>
    Code,

    /// <summary>By the referrer that the customer is bound to.</summary>
    Binding,

    /// <summary>By a click in the window.</summary>
    Click,
}
