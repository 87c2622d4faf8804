using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;
using RetoRewards.Sales;

namespace RetoRewards.Rewards;

/// <summary>The contents of the events of some sales, by event.</summary>
internal sealed class ToldContents
{
    /// <summary>No event tells more than its sale.</summary>
    public static ToldContents None { get; } = new()
    {
        Payments = new Dictionary<SaleEventId, SalePaymentRow>(),
        Deliveries = new Dictionary<SaleEventId, SaleDeliveryRow>(),
        Refunds = new Dictionary<SaleEventId, SaleRefundRow>(),
        RefundLines = Array.Empty<SaleRefundLineRow>().ToLookup(row => row.SaleEventId),
        Feedback = new Dictionary<SaleEventId, FeedbackRow>(),
    };

    public required IReadOnlyDictionary<SaleEventId, SalePaymentRow> Payments { get; init; }

    public required IReadOnlyDictionary<SaleEventId, SaleDeliveryRow> Deliveries { get; init; }

    public required IReadOnlyDictionary<SaleEventId, SaleRefundRow> Refunds { get; init; }

    public required ILookup<SaleEventId, SaleRefundLineRow> RefundLines { get; init; }

    public required IReadOnlyDictionary<SaleEventId, FeedbackRow> Feedback { get; init; }

    public static async Task<ToldContents> LoadAsync(RetoDbContext db, SaleEventRow[] events, CancellationToken cancellationToken)
    {
        SaleEventId[] payments = Ids(events, SaleEventKind.Payment);
        SaleEventId[] deliveries = Ids(events, SaleEventKind.Delivery, SaleEventKind.Return);
        SaleEventId[] refunds = Ids(events, SaleEventKind.Refund, SaleEventKind.Cancellation);
        SaleEventId[] feedback = Ids(events, SaleEventKind.Feedback);

        // Most runs hold nothing but sales told as paid and delivered, and then ask nothing here.
        return new ToldContents
        {
            Payments = payments.Length == 0 ? new Dictionary<SaleEventId, SalePaymentRow>() : await db.Set<SalePaymentRow>()
                .Where(row => payments.Contains(row.SaleEventId)).ToDictionaryAsync(row => row.SaleEventId, cancellationToken),
            Deliveries = deliveries.Length == 0 ? new Dictionary<SaleEventId, SaleDeliveryRow>() : await db.Set<SaleDeliveryRow>()
                .Where(row => deliveries.Contains(row.SaleEventId)).ToDictionaryAsync(row => row.SaleEventId, cancellationToken),
            Refunds = refunds.Length == 0 ? new Dictionary<SaleEventId, SaleRefundRow>() : await db.Set<SaleRefundRow>()
                .Where(row => refunds.Contains(row.SaleEventId)).ToDictionaryAsync(row => row.SaleEventId, cancellationToken),
            RefundLines = (refunds.Length == 0 ? [] : await db.Set<SaleRefundLineRow>()
                    .Where(row => refunds.Contains(row.SaleEventId)).OrderBy(row => row.Ordinal).ToArrayAsync(cancellationToken))
                .ToLookup(row => row.SaleEventId),
            Feedback = feedback.Length == 0 ? new Dictionary<SaleEventId, FeedbackRow>() : await db.Set<FeedbackRow>()
                .Where(row => feedback.Contains(row.SaleEventId)).ToDictionaryAsync(row => row.SaleEventId, cancellationToken),
        };
    }

    private static SaleEventId[] Ids(SaleEventRow[] events, params ReadOnlySpan<SaleEventKind> kinds)
    {
        List<SaleEventId> ids = [];
        foreach (SaleEventRow row in events)
        {
            if (kinds.Contains(row.Kind))
            {
                ids.Add(row.SaleEventId);
            }
        }

        return [.. ids];
    }
}
