using RetoRewards.Domain.Sales;
using RetoRewards.Sales;

namespace RetoRewards.Rewards;

/// <summary>Makes the domain's refund of what an event tells.</summary>
internal static class RefundReading
{
    /// <summary>What an event gives back.</summary>
    /// <param name="told">The event.</param>
    /// <param name="sale">Its sale.</param>
    /// <param name="toldAsPaid">Whether the sale was told as paid, so that it has one payment, the whole.</param>
    /// <param name="payments">The payments of a sale that was not.</param>
    /// <param name="contents">The contents of the events.</param>
    /// <returns>Null when the event gives nothing back, speaks of other money or other lines, or names a payment that has not arrived.</returns>
    public static Refund? Read(
        SaleEventRow told, Sale sale, bool toldAsPaid, IReadOnlyList<ToldPayment> payments, ToldContents contents)
    {
        if (told.Kind == SaleEventKind.Return)
        {
            return Refund.All(told.SaleEventId);
        }

        if (!contents.Refunds.TryGetValue(told.SaleEventId, out SaleRefundRow? row) || IsAnotherSales(row, sale, contents)
            || (!toldAsPaid && NamesMissingPayment(row, payments)))
        {
            return null;
        }

        int? capture = toldAsPaid || row.PaymentEventId is null ? null : PlaceOf(row.PaymentEventId, payments);
        return row.Whole ? Refund.All(told.SaleEventId, capture)
            : row.MinorUnits is { } amount ? Refund.ByAmount(told.SaleEventId, sale, amount, capture)
            : Refund.Of(
                told.SaleEventId,
                contents.RefundLines[told.SaleEventId].Select(line => new RefundLine(
                    line.LineNumber!.Value, line.GoodsMinorUnits, line.TaxMinorUnits, line.ShippingMinorUnits)),
                capture);
    }

    /// <summary>Whether it names a payment of the sale that has not arrived, and waits for it.</summary>
    public static bool NamesMissingPayment(SaleRefundRow row, IReadOnlyList<ToldPayment> payments) =>
        row.PaymentEventId is { } named && PlaceOf(named, payments) is null;

    /// <summary>Whether it is in another currency, or names lines that the sale does not have.</summary>
    public static bool IsAnotherSales(SaleRefundRow row, Sale sale, ToldContents contents) =>
        (row.Currency is not null && row.Currency != sale.Currency.Code)
        || contents.RefundLines[row.SaleEventId].Any(line => line.LineNumber is not { } number || number >= sale.LineList.Count);

    private static int? PlaceOf(string eventId, IReadOnlyList<ToldPayment> payments)
    {
        for (int index = 0; index < payments.Count; index++)
        {
            if (string.Equals(payments[index].Event.EventId, eventId, StringComparison.Ordinal))
            {
                return index;
            }
        }

        return null;
    }
}
