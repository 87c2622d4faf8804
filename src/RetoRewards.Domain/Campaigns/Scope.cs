using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Campaigns;

/// <summary>What a rate is for; a dimension left out matches everything.</summary>
public sealed record Scope
{
    /// <summary>The longest name of a group, a product type or a stock keeping unit, in characters.</summary>
    public const int MaxNameLength = 64;

    /// <summary>The longest cell of a place, in characters.</summary>
    public const int MaxPlaceLength = 12;

    /// <summary>Everything.</summary>
    public static Scope Everything { get; } = new();

    /// <summary>One customer.</summary>
    public CustomerId? Customer { get; init; }

    /// <summary>One stock keeping unit, compared exactly.</summary>
    public string? Sku { get; init; }

    /// <summary>One type of product, compared exactly.</summary>
    public string? ProductType { get; init; }

    /// <summary>VIP customers, or all others.</summary>
    public bool? Vip { get; init; }

    /// <summary>Participants of one group, compared exactly.</summary>
    public string? Group { get; init; }

    /// <summary>Sales brought by one kind of referrer.</summary>
    public ParticipantKind? ReferrerKind { get; init; }

    /// <summary>First purchases, or later ones.</summary>
    public bool? NewCustomer { get; init; }

    /// <summary>One channel.</summary>
    public ChannelId? Channel { get; init; }

    /// <summary>Places whose cell begins with this one.</summary>
    public string? Place { get; init; }

    /// <summary>Feedback of one polarity.</summary>
    public FeedbackPolarity? Polarity { get; init; }

    /// <summary>The dimensions that are named.</summary>
    public ScopeDimensions Dimensions =>
        (Customer is null ? 0 : ScopeDimensions.Customer)
        | (Sku is null ? 0 : ScopeDimensions.Sku)
        | (ProductType is null ? 0 : ScopeDimensions.ProductType)
        | (Vip is null ? 0 : ScopeDimensions.Vip)
        | (Group is null ? 0 : ScopeDimensions.Group)
        | (ReferrerKind is null ? 0 : ScopeDimensions.ReferrerKind)
        | (NewCustomer is null ? 0 : ScopeDimensions.NewCustomer)
        | (Channel is null ? 0 : ScopeDimensions.Channel)
        | (Place is null ? 0 : ScopeDimensions.Place)
        | (Polarity is null ? 0 : ScopeDimensions.Polarity);
}
