using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Rewards;

/// <summary>A sale event with everything that its decision needs.</summary>
public sealed class SaleInContext
{
    private static readonly HashSet<ParticipantId> Nobody = [];

    /// <summary>The event that is decided.</summary>
    public required SaleEventId EventId { get; init; }

    /// <summary>Its sale.</summary>
    public required Sale Sale { get; init; }

    /// <summary>When the event arrived.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When the sale, or this capture of it, was paid; null when it is not yet (F1).</summary>
    public required DateTimeOffset? PaidAt { get; init; }

    /// <summary>When the sale was delivered; null when it is not yet (T20).</summary>
    public required DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>The part of the sale that is decided; the whole when null.</summary>
    public Capture? Capture { get; init; }

    /// <summary>What earlier captures of the sale were promised, which the cap of one sale counts as well. Captures of one sale are
    /// decided in different runs, so that this is known.</summary>
    public TokenAmount PromisedBefore { get; init; }

    /// <summary>Whether an earlier payment of this sale, decided before this run, was the customer's first purchase: then this one belongs to
    /// it as well.</summary>
    public bool ContinuesFirstPurchase { get; init; }

    /// <summary>When the payment that is decided was told of; null when it was told with the sale. A payment told too late after its own
    /// moment earns nothing, as a sale does, so that nobody picks an old version of the terms.</summary>
    public DateTimeOffset? PaymentReceivedAt { get; init; }

    /// <summary>The code on the sale.</summary>
    public CodeFacts Code { get; init; }

    /// <summary>The customer; null when the sale names none.</summary>
    public CustomerFacts? Customer { get; init; }

    /// <summary>The clicks that led to the sale, in any order; at most <see cref="Referrals.SaleToAttribute.MaxClicks"/>.</summary>
    public IReadOnlyList<ClickFacts> Clicks { get; init; } = [];

    /// <summary>Whether the sale named a click that this service never gave out.</summary>
    public bool ClickAltered { get; init; }

    /// <summary>Uplines who are not active at the sale's moment, by the terms in force then; empty when those do not ask.</summary>
    public IReadOnlySet<ParticipantId> InactiveUplines { get; init; } = Nobody;

    /// <summary>The seller; null when not known.</summary>
    public ParticipantFacts? Seller { get; init; }
}
