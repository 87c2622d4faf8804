using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Sales;

/// <summary>An event as a channel tells it, of any kind.</summary>
/// <param name="EventId">The channel's own id of the telling: the same id again gets the first answer.</param>
internal abstract record EventSubmission(string? EventId)
{
    /// <summary>The partner's own number of the sale that it speaks of.</summary>
    public abstract string? SaleNumber { get; }

    /// <summary>Other numbers of the same sale, such as a payment's at its provider; up to <see cref="MaxReferences"/>.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>The bytes that were received, kept apart so that they can be erased; empty when there are none worth keeping.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Most further numbers of one sale that one event names.</summary>
    public const int MaxReferences = 4;
}

/// <summary>A sale, or a later version of it.</summary>
/// <param name="EventId">The channel's own id of the telling.</param>
/// <param name="Draft">The sale; its name space is the channel's, whatever the draft says.</param>
/// <param name="Code">The referral code as it was typed or scanned; null without one.</param>
/// <param name="CustomerNumber">The partner's number for the buyer; null when not known.</param>
/// <param name="Rounding">What happens to amounts with more places than the currency.</param>
internal sealed record SaleSubmission(
    string? EventId, SaleDraft Draft, string? Code, string? CustomerNumber, LineRounding Rounding = LineRounding.Refuse)
    : EventSubmission(EventId)
{
    public override string? SaleNumber => Draft.Number;

    /// <summary>Texts of a shop that may be referral codes, most likely first: coupons, notes, the landing address. The first that is a code
    /// of the partner counts; a coupon that is none refuses nothing. Looked at only without <see cref="Code"/>.</summary>
    public IReadOnlyList<string> CodeCandidates { get; init; } = [];

    /// <summary>Most texts that are looked at.</summary>
    public const int MaxCodeCandidates = 10;

    /// <summary>True when the payment is told by an event of its own, later.</summary>
    public bool PaymentPending { get; init; }

    /// <summary>When it was paid; the moment of the sale when left out.</summary>
    public DateTimeOffset? PaidAt { get; init; }

    /// <summary>True when the delivery is told by an event of its own, later.</summary>
    public bool DeliveryPending { get; init; }

    /// <summary>When it was delivered; the moment of the sale when left out.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>The moment of this version, as the channel tells it: an older one than what is stored changes nothing.</summary>
    public DateTimeOffset? RevisedAt { get; init; }

    /// <summary>True when other content under a known number is a conflict and no later version: the rows of a file have no order of versions.</summary>
    public bool KeepsFirst { get; init; }

    /// <summary>The participant who sold; null when not known.</summary>
    public ParticipantId? Seller { get; init; }

    /// <summary>The seller's employee as the channel names it; null when not known.</summary>
    public string? Employee { get; init; }

    /// <summary>The signed id of the click that led to the sale, as it was told; null without one.</summary>
    public string? ClickId { get; init; }

    /// <summary>The partner's own names of the lines, in their order, by which a refund may speak of them; empty when there are none.</summary>
    public IReadOnlyList<string?> LineReferences { get; init; } = [];
}

/// <summary>A payment of a sale, or a part of it.</summary>
/// <param name="EventId">The channel's own id of the telling.</param>
/// <param name="SaleNumber">The partner's own number of the sale.</param>
/// <param name="PaidAt">When it was paid.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Amount">What was paid, in whole units; above zero.</param>
internal sealed record PaymentSubmission(
    string? EventId, string? SaleNumber, DateTimeOffset PaidAt, string? Currency, decimal Amount) : EventSubmission(EventId)
{
    public override string? SaleNumber { get; } = SaleNumber;
}

/// <summary>A delivery of a sale, or its return.</summary>
/// <param name="EventId">The channel's own id of the telling.</param>
/// <param name="SaleNumber">The partner's own number of the sale.</param>
/// <param name="At">When it was delivered, or came back.</param>
/// <param name="IsReturn">True when the goods came back.</param>
internal sealed record DeliverySubmission(string? EventId, string? SaleNumber, DateTimeOffset At, bool IsReturn)
    : EventSubmission(EventId)
{
    public override string? SaleNumber { get; } = SaleNumber;
}

/// <summary>Money that went back.</summary>
/// <param name="EventId">The channel's own id of the telling.</param>
/// <param name="SaleNumber">The partner's own number of the sale.</param>
/// <param name="RefundedAt">When it went back.</param>
/// <param name="Currency">ISO 4217; may be left out when everything goes back.</param>
/// <param name="Amount">A plain amount, spread over the lines; null when lines are named or everything goes back.</param>
/// <param name="Lines">What goes back by line; empty when everything does, or an amount.</param>
internal sealed record RefundSubmission(
    string? EventId,
    string? SaleNumber,
    DateTimeOffset RefundedAt,
    string? Currency,
    decimal? Amount,
    IReadOnlyList<RefundSubmissionLine> Lines) : EventSubmission(EventId)
{
    public override string? SaleNumber { get; } = SaleNumber;

    /// <summary>The event id of the payment that it gives back; null when it names none.</summary>
    public string? PaymentEventId { get; init; }
}

/// <summary>What goes back of one line, in whole units of the currency.</summary>
/// <param name="Line">The line, counted from 0; null when it is named by its reference.</param>
/// <param name="LineReference">The partner's own name of the line, or its SKU; null when it is counted.</param>
/// <param name="Goods">Of the price after discount.</param>
/// <param name="Tax">Of the tax.</param>
/// <param name="Shipping">Of the shipping.</param>
internal sealed record RefundSubmissionLine(int? Line, string? LineReference, decimal Goods, decimal Tax, decimal Shipping);

/// <summary>A sale that was cancelled as a whole.</summary>
/// <param name="EventId">The channel's own id of the telling.</param>
/// <param name="SaleNumber">The partner's own number of the sale.</param>
/// <param name="CancelledAt">When it was cancelled.</param>
internal sealed record CancellationSubmission(string? EventId, string? SaleNumber, DateTimeOffset CancelledAt) : EventSubmission(EventId)
{
    public override string? SaleNumber { get; } = SaleNumber;
}

/// <summary>Feedback on a sale.</summary>
/// <param name="EventId">The channel's own id of the telling.</param>
/// <param name="SaleNumber">The partner's own number of the sale.</param>
/// <param name="GivenAt">When it was given.</param>
/// <param name="Polarity">Praise or complaint.</param>
/// <param name="AuthorCustomerNumber">The partner's number for who gave it; null when it was the buyer of the sale.</param>
/// <param name="Text">What was said; kept apart, erasable.</param>
internal sealed record FeedbackSubmission(
    string? EventId,
    string? SaleNumber,
    DateTimeOffset GivenAt,
    FeedbackPolarity Polarity,
    string? AuthorCustomerNumber,
    string? Text) : EventSubmission(EventId)
{
    public override string? SaleNumber { get; } = SaleNumber;

    /// <summary>Longest text, in characters.</summary>
    public const int MaxTextLength = 4000;
}
