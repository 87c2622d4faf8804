using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Rewards;

/// <summary>A sale event with everything that its decision needs.</summary>
public sealed class SaleInContext
{
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

    /// <summary>The code on the sale.</summary>
    public CodeFacts Code { get; init; }

    /// <summary>The customer; null when the sale names none.</summary>
    public CustomerFacts? Customer { get; init; }

    /// <summary>The first click of the customer in the window of the campaign's terms; null for none.</summary>
    public ClickFacts? FirstClick { get; init; }

    /// <summary>The last click of the customer before the sale; null for none.</summary>
    public ClickFacts? LastClick { get; init; }

    /// <summary>The seller; null when not known.</summary>
    public ParticipantFacts? Seller { get; init; }
}
