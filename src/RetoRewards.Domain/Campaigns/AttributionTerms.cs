using RetoRewards.Domain.Referrals;

namespace RetoRewards.Domain.Campaigns;

/// <summary>What terms say about who is credited, beside the choice and the window of clicks. Left out, it says nothing.</summary>
public sealed class AttributionTerms
{
    /// <summary>The longest that a binding may count.</summary>
    public static readonly TimeSpan MaxBindingWindow = TimeSpan.FromDays(36_525);

    /// <summary>Terms that credit referrers without any of these conditions.</summary>
    public static AttributionTerms Default { get; } = new();

    /// <summary>Whether a referrer is credited only for the first purchase of a customer at this partner.</summary>
    public bool NewCustomersOnly { get; init; }

    /// <summary>How long a binding counts, from the first purchase on; null for ever.</summary>
    public TimeSpan? BindingWindow { get; init; }

    /// <summary>Whether a code on the sale that does not count lets the binding and the clicks count instead.</summary>
    public bool LookPastUselessCode { get; init; }

    /// <summary>Where the campaign runs; null for everywhere.</summary>
    public GeoFence? Fence { get; init; }

    /// <summary>Whether these are the conditions of terms that name none.</summary>
    public bool IsDefault => !NewCustomersOnly && BindingWindow is null && !LookPastUselessCode && Fence is null;
}
