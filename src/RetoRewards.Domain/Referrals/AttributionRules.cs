using RetoRewards.Domain.Campaigns;

namespace RetoRewards.Domain.Referrals;

/// <summary>What a campaign says about who is credited for a sale.</summary>
public sealed class AttributionRules
{
    /// <summary>Makes the rules.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="startsAt">The first moment of a sale that counts.</param>
    /// <param name="endsAt">The first moment of a sale that no longer counts.</param>
    /// <exception cref="ArgumentException">The id is empty, or the end is not after the start.</exception>
    public AttributionRules(CampaignId campaign, DateTimeOffset startsAt, DateTimeOffset endsAt)
    {
        if (campaign.IsEmpty || endsAt <= startsAt)
        {
            throw new ArgumentException("Rules need a campaign that ends after it starts.", nameof(campaign));
        }

        Campaign = campaign;
        StartsAt = startsAt;
        EndsAt = endsAt;
    }

    /// <summary>The campaign.</summary>
    public CampaignId Campaign { get; }

    /// <summary>The first moment of a sale that counts.</summary>
    public DateTimeOffset StartsAt { get; }

    /// <summary>The first moment of a sale that no longer counts.</summary>
    public DateTimeOffset EndsAt { get; }

    /// <summary>Which click of those that count is credited.</summary>
    public ClickChoice Clicks { get; init; } = ClickChoice.Last;

    /// <summary>How long before the sale a click may lie, that moment included; zero when clicks do not attribute.</summary>
    public TimeSpan ClickWindow { get; init; }

    /// <summary>How long a binding counts, its last moment included; null for ever.</summary>
    public TimeSpan? BindingWindow { get; init; }

    /// <summary>Where the campaign runs; null for everywhere.</summary>
    public GeoFence? Fence { get; init; }

    /// <summary>Whether a referrer is credited only for the first purchase of a customer at this partner.</summary>
    public bool NewCustomersOnly { get; init; }

    /// <summary>
    /// Whether a code on the sale that does not count lets the binding and the clicks count instead. By default it does
    /// not: somebody meant to credit another person, and the till should hear that the code was wrong.
    /// </summary>
    public bool LookPastUselessCode { get; init; }
}
