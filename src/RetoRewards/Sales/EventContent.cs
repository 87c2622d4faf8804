using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Sales;

/// <summary>What an event tells, checked: well formed, in minor units.</summary>
internal abstract record EventContent
{
    private EventContent()
    {
    }

    public abstract SaleEventKind Kind { get; }

    /// <param name="Value">The sale, with an id for the case that it is new.</param>
    internal sealed record OfSale(Sale Value) : EventContent
    {
        public override SaleEventKind Kind => SaleEventKind.Sale;

        public required string? Code { get; init; }

        /// <summary>What may be codes, in canonical form; the first that is known counts.</summary>
        public required IReadOnlyList<string> CodeCandidates { get; init; }

        public required string? CustomerNumber { get; init; }

        public required DateTimeOffset? PaidAt { get; init; }

        public required DateTimeOffset? DeliveredAt { get; init; }

        public required DateTimeOffset? RevisedAt { get; init; }

        /// <summary>Whether what is known stands against a later telling of other money or other people.</summary>
        public bool KeepsFirst { get; init; }

        public required ParticipantId? Seller { get; init; }

        public required string? Employee { get; init; }

        public required string? ClickId { get; init; }

        public required IReadOnlyList<string?> LineReferences { get; init; }
    }

    internal sealed record OfPayment(DateTimeOffset PaidAt, Currency Currency, long MinorUnits) : EventContent
    {
        public override SaleEventKind Kind => SaleEventKind.Payment;
    }

    internal sealed record OfDelivery(DateTimeOffset At, bool IsReturn) : EventContent
    {
        public override SaleEventKind Kind => IsReturn ? SaleEventKind.Return : SaleEventKind.Delivery;
    }

    /// <param name="At">When the money went back, or the sale was cancelled.</param>
    /// <param name="Currency">The currency of the amounts; null when everything goes back.</param>
    /// <param name="MinorUnits">A plain amount; null when everything goes back or lines are named.</param>
    /// <param name="Lines">By line; empty when everything goes back, or an amount.</param>
    /// <param name="PaymentEventId">The payment that it gives back; null when it names none.</param>
    /// <param name="IsCancellation">True when the sale was cancelled.</param>
    internal sealed record OfRefund(
        DateTimeOffset At,
        Currency? Currency,
        long? MinorUnits,
        IReadOnlyList<RefundedLine> Lines,
        string? PaymentEventId,
        bool IsCancellation) : EventContent
    {
        public override SaleEventKind Kind => IsCancellation ? SaleEventKind.Cancellation : SaleEventKind.Refund;

        public bool Whole => MinorUnits is null && Lines.Count == 0;
    }

    internal sealed record OfFeedback(DateTimeOffset At, FeedbackPolarity Polarity, string? CustomerNumber, string? Text) : EventContent
    {
        public override SaleEventKind Kind => SaleEventKind.Feedback;
    }
}

/// <summary>What goes back of one line, in minor units; the line by its number from 0, or by the partner's name for it.</summary>
internal sealed record RefundedLine(int? Line, string? Reference, long GoodsMinorUnits, long TaxMinorUnits, long ShippingMinorUnits);

/// <summary>A submission after the checks that need no database: its content, or why it is refused.</summary>
internal sealed class CheckedEvent
{
    private CheckedEvent(ChannelRow channel, EventSubmission told)
    {
        Channel = channel;
        Told = told;
    }

    public ChannelRow Channel { get; }

    public EventSubmission Told { get; }

    /// <summary>Why it is refused at the door; null when it is not.</summary>
    public SaleAnswer.Refused? Refusal { get; private init; }

    /// <summary>What it tells; null when it is refused.</summary>
    public EventContent? Content { get; private init; }

    /// <summary>SHA-256 of the content.</summary>
    public byte[] Hash { get; private init; } = [];

    public string EventId => Told.EventId!;

    public string SaleNumber => Told.SaleNumber!;

    /// <summary>The key of the event.</summary>
    public EventKey Key => new(Channel.ChannelId, EventId);

    /// <summary>The key of the sale by the number that was told.</summary>
    public SaleKey Sale => KeyOf(SaleNumber);

    /// <summary>The sale by every number that the event names.</summary>
    public IEnumerable<SaleKey> SaleKeys => Told.References.Prepend(SaleNumber).Select(KeyOf);

    public static CheckedEvent Refused(ChannelRow channel, EventSubmission told, SaleAnswer.Refused refusal) =>
        new(channel, told) { Refusal = refusal };

    public static CheckedEvent Accepted(ChannelRow channel, EventSubmission told, EventContent content) =>
        new(channel, told) { Content = content, Hash = ContentHash.Of(channel.NameSpace, told.SaleNumber!, content) };

    private SaleKey KeyOf(string number) => new(Channel.PartnerId, Channel.NameSpace, number);
}

/// <summary>What makes an event unique, for ever.</summary>
internal readonly record struct EventKey(ChannelId Channel, string EventId);

/// <summary>What makes a sale unique.</summary>
internal readonly record struct SaleKey(Domain.Campaigns.PartnerId Partner, string NameSpace, string Number);
