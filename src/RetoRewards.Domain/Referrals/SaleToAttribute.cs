using RetoRewards.Domain.Participants;

namespace RetoRewards.Domain.Referrals;

/// <summary>What is known of a sale when it is asked who brought it.</summary>
public sealed class SaleToAttribute
{
    /// <summary>Most clicks that are looked at; the host hands over those nearest to the chosen end of the window.</summary>
    public const int MaxClicks = 200;

    /// <summary>The moment of the sale.</summary>
    public required DateTimeOffset SoldAt { get; init; }

    /// <summary>Where it was sold, coarse; null when not known, as in a web shop.</summary>
    public GeoCell? Place { get; init; }

    /// <summary>The buyer as a participant, with everyone known to be the same person (wallet, verified contact); empty when unknown.</summary>
    public IReadOnlyCollection<ParticipantId> Buyer { get; init; } = [];

    /// <summary>Whether the customer had never bought from this partner before; null when nobody can tell.</summary>
    public bool? FirstPurchase { get; init; }

    /// <summary>Who served the buyer; null when not known.</summary>
    public ParticipantId? Seller { get; init; }

    /// <summary>The code on the sale; null for none.</summary>
    public CodeOnSale? Code { get; init; }

    /// <summary>Whom the customer is bound to; null for nobody.</summary>
    public CustomerBinding? Binding { get; init; }

    /// <summary>The buyer's clicks, in any order, at most <see cref="MaxClicks"/>.</summary>
    public IReadOnlyList<ReferralClick> Clicks { get; init; } = [];
}
