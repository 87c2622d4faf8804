using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Sales;

/// <summary>The content of an event as bytes, so that the same telling twice has the same hash and another has not.</summary>
internal static class ContentHash
{
    /// <summary>The version of the layout, its first byte.</summary>
    private const byte LayoutVersion = 2;

    /// <summary>SHA-256 of everything that the channel told, but for the event's own id.</summary>
    public static byte[] Of(string nameSpace, string saleNumber, EventContent content)
    {
        Layout layout = new();
        layout.Byte(LayoutVersion);
        layout.Number((int)content.Kind);
        layout.Text(nameSpace);
        layout.Text(saleNumber);
        switch (content)
        {
            case EventContent.OfSale sale:
                WriteSale(layout, sale);
                break;
            case EventContent.OfPayment payment:
                layout.Instant(payment.PaidAt);
                layout.Text(payment.Currency.Code);
                layout.Number(payment.MinorUnits);
                break;
            case EventContent.OfDelivery delivery:
                layout.Instant(delivery.At);
                break;
            case EventContent.OfRefund refund:
                WriteRefund(layout, refund);
                break;
            case EventContent.OfFeedback feedback:
                layout.Instant(feedback.At);
                layout.Number((int)feedback.Polarity);
                layout.Text(feedback.CustomerNumber);
                layout.Text(feedback.Text);
                break;
            default:
                throw new InvalidOperationException("No such content.");
        }

        return SHA256.HashData(layout.Written);
    }

    private static void WriteSale(Layout layout, EventContent.OfSale content)
    {
        Sale sale = content.Value;
        layout.Instant(sale.SoldAt);
        layout.Text(sale.Currency.Code);
        layout.Text(sale.Place);
        layout.Text(content.Code ?? (content.CodeCandidates.Count == 0 ? null : string.Join(' ', content.CodeCandidates)));
        layout.Text(content.CustomerNumber);
        layout.Text(content.Seller?.ToString());
        layout.Text(content.Employee);
        layout.Text(content.ClickId);
        layout.Instant(content.PaidAt);
        layout.Instant(content.DeliveredAt);
        layout.Number(sale.LineList.Count);
        for (int index = 0; index < sale.LineList.Count; index++)
        {
            SaleLine line = sale.LineList[index];
            layout.Text(content.LineReferences.Count > index ? content.LineReferences[index] : null);
            layout.Text(line.Sku);
            layout.Text(line.ProductType);
            layout.Number(line.Quantity);
            layout.Number(line.GrossMinorUnits);
            layout.Number(line.DiscountMinorUnits);
            layout.Number(line.TaxMinorUnits);
            layout.Number(line.ShippingMinorUnits);
        }
    }

    private static void WriteRefund(Layout layout, EventContent.OfRefund refund)
    {
        layout.Instant(refund.At);
        layout.Text(refund.Currency?.Code);
        layout.Number(refund.MinorUnits ?? -1);
        layout.Text(refund.PaymentEventId);
        layout.Number(refund.Lines.Count);
        foreach (RefundedLine line in refund.Lines)
        {
            layout.Number(line.Line ?? -1);
            layout.Text(line.Reference);
            layout.Number(line.GoodsMinorUnits);
            layout.Number(line.TaxMinorUnits);
            layout.Number(line.ShippingMinorUnits);
        }
    }

    private sealed class Layout
    {
        private readonly ArrayBufferWriter<byte> buffer = new(512);

        public ReadOnlySpan<byte> Written => buffer.WrittenSpan;

        public void Byte(byte value) => buffer.Write([value]);

        public void Number(long number)
        {
            BinaryPrimitives.WriteInt64BigEndian(buffer.GetSpan(sizeof(long)), number);
            buffer.Advance(sizeof(long));
        }

        /// <summary>A length of -1 stands for no text, which differs from an empty one.</summary>
        public void Text(string? text)
        {
            Number(text is null ? -1 : Encoding.UTF8.GetByteCount(text));
            if (text is not null)
            {
                Encoding.UTF8.GetBytes(text, buffer);
            }
        }

        /// <summary>Microseconds, which is what is stored; the smallest number stands for no instant.</summary>
        public void Instant(DateTimeOffset? instant) =>
            Number(instant is { } given ? given.UtcTicks / TimeSpan.TicksPerMicrosecond : long.MinValue);
    }
}
