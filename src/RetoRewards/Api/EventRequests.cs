using RetoRewards.Domain.Sales;

namespace RetoRewards.Api;

/// <summary>An event of a sale as a channel tells it over REST: a payment, a delivery, a return, a refund, a cancellation, a feedback.</summary>
/// <param name="ChannelId">Who tells.</param>
/// <param name="EventId">The channel's own id of the telling: the same again gets the first answer; up to 128 characters.</param>
/// <param name="Kind">Payment, Delivery, Return, Refund, Cancellation or Feedback; sales have a route of their own.</param>
/// <param name="SaleNumber">Your own number of the sale; an event may arrive before its sale, and then waits.</param>
/// <param name="At">The moment of what happened, with its offset.</param>
/// <param name="Currency">ISO 4217; needed where there is an amount or a line.</param>
/// <param name="Amount">A payment's amount, or a refund's that names no lines; a decimal string.</param>
/// <param name="PaymentEventId">The payment that a refund gives back; left out when it names none.</param>
/// <param name="Lines">What a refund gives back by line; without lines and amount everything goes back.</param>
/// <param name="Polarity">A feedback's: Positive or Negative.</param>
/// <param name="CustomerNumber">Your number for who gave the feedback; left out when it was the buyer.</param>
/// <param name="Text">What was said; up to 4,000 characters.</param>
internal sealed record EventRequest(
    Guid? ChannelId,
    string? EventId,
    SaleEventKind? Kind,
    string? SaleNumber,
    string? At,
    string? Currency,
    string? Amount,
    string? PaymentEventId,
    IReadOnlyList<RefundLineRequest?>? Lines,
    FeedbackPolarity? Polarity,
    string? CustomerNumber,
    string? Text);

/// <summary>What goes back of one line. Amounts are decimal strings in whole units of the currency.</summary>
/// <param name="Line">The line of the sale, from 0; left out when it is named.</param>
/// <param name="LineReference">Your own name of the line, or its SKU; left out when it is counted.</param>
/// <param name="Goods">Of the price after discount; nothing when left out.</param>
/// <param name="Tax">Of the tax; nothing when left out.</param>
/// <param name="Shipping">Of the shipping; nothing when left out.</param>
internal sealed record RefundLineRequest(int? Line, string? LineReference, string? Goods, string? Tax, string? Shipping);

/// <summary>Many events of one channel, each with an answer of its own.</summary>
/// <param name="ChannelId">Who tells; an event may leave it out, and may not name another.</param>
/// <param name="Events">1 to 500 events.</param>
internal sealed record BulkEventsRequest(Guid? ChannelId, IReadOnlyList<EventRequest?>? Events);
