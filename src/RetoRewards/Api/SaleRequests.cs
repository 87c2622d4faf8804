namespace RetoRewards.Api;

/// <summary>A sale as a channel tells it over REST.</summary>
/// <param name="ChannelId">Who tells.</param>
/// <param name="EventId">The channel's own id of the telling: the same again gets the first answer; up to 128 characters.</param>
/// <param name="SaleNumber">Your own number for the sale; up to 64 characters.</param>
/// <param name="SoldAt">The moment of the sale, with its offset; it chooses the terms.</param>
/// <param name="Currency">ISO 4217, capital letters.</param>
/// <param name="CustomerNumber">Your number for the buyer; left out when not known.</param>
/// <param name="Code">The referral code as it was typed or scanned; left out without one.</param>
/// <param name="Place">The place of the sale, a coarse geohash cell; left out when not known.</param>
/// <param name="Lines">1 to 200 lines.</param>
/// <param name="References">Other numbers of the same sale, such as a payment's at its provider; up to 4 of up to 64 characters.</param>
/// <param name="PaymentPending">True when the payment is told by an event of its own; a plain sale is paid at its moment.</param>
/// <param name="PaidAt">When it was paid; the moment of the sale when left out.</param>
/// <param name="DeliveryPending">True when the delivery is told by an event of its own; a plain sale is delivered at its moment.</param>
/// <param name="DeliveredAt">When it was delivered; the moment of the sale when left out.</param>
/// <param name="RevisedAt">The moment of this version of the sale: an older one than what is known changes nothing.</param>
/// <param name="SellerId">The participant who sold; left out when not known.</param>
/// <param name="Employee">The seller's employee, by your name for it; left out when not known.</param>
/// <param name="ClickId">The id of the click that led to the sale; left out when not known.</param>
internal sealed record SaleRequest(
    Guid? ChannelId,
    string? EventId,
    string? SaleNumber,
    string? SoldAt,
    string? Currency,
    string? CustomerNumber,
    string? Code,
    string? Place,
    IReadOnlyList<SaleLineRequest?>? Lines,
    IReadOnlyList<string?>? References = null,
    bool PaymentPending = false,
    DateTimeOffset? PaidAt = null,
    bool DeliveryPending = false,
    DateTimeOffset? DeliveredAt = null,
    DateTimeOffset? RevisedAt = null,
    Guid? SellerId = null,
    string? Employee = null,
    string? ClickId = null);

/// <summary>A line of a sale. Amounts are decimal strings in whole units of the currency.</summary>
/// <param name="Sku">Your stock keeping unit; left out when not known.</param>
/// <param name="ProductType">Your type of product; left out when not known.</param>
/// <param name="Quantity">How many; 1 to 1,000,000.</param>
/// <param name="UnitPrice">The price of one, without tax.</param>
/// <param name="Discount">What was taken off the line; nothing when left out.</param>
/// <param name="Tax">Tax on the line; nothing when left out.</param>
/// <param name="Shipping">Shipping of the line; nothing when left out.</param>
/// <param name="LineReference">Your own name of the line, by which a refund may speak of it; left out when there is none.</param>
internal sealed record SaleLineRequest(
    string? Sku,
    string? ProductType,
    int? Quantity,
    string? UnitPrice,
    string? Discount,
    string? Tax,
    string? Shipping,
    string? LineReference = null);

/// <summary>Many sales of one channel, each with an answer of its own.</summary>
/// <param name="ChannelId">Who tells; a sale may leave it out, and may not name another.</param>
/// <param name="Sales">1 to 500 sales.</param>
internal sealed record BulkSalesRequest(Guid? ChannelId, IReadOnlyList<SaleRequest?>? Sales);
