namespace RetoRewards.Domain.Sales;

/// <summary>A refund of a sale, or its cancellation: an event of its own, of which a sale may have several in any order.</summary>
public sealed class Refund
{
    private Refund(SaleEventId eventId, int? capture, bool whole, RefundLine[] lines)
    {
        EventId = eventId;
        Capture = capture;
        Whole = whole;
        Lines = lines;
    }

    /// <summary>The event.</summary>
    public SaleEventId EventId { get; }

    /// <summary>The ordinal of the payment that it gives back; null when it names none, and then the oldest payments go first.</summary>
    public int? Capture { get; }

    /// <summary>Whether everything goes back.</summary>
    public bool Whole { get; }

    /// <summary>What goes back by line; none when everything does.</summary>
    public IReadOnlyList<RefundLine> Lines { get; }

    /// <summary>Everything goes back, of one payment or of the sale.</summary>
    public static Refund All(SaleEventId eventId, int? capture = null) => new(eventId, capture, true, []);

    /// <summary>Parts of lines go back.</summary>
    /// <exception cref="ArgumentException">There is no line, a line is below 0, or an amount is.</exception>
    public static Refund Of(SaleEventId eventId, IEnumerable<RefundLine> lines, int? capture = null)
    {
        RefundLine[] copy = [.. lines];
        bool sound = copy.Length > 0 && copy.All(line =>
            line is { Line: >= 0, GoodsMinorUnits: >= 0, TaxMinorUnits: >= 0, ShippingMinorUnits: >= 0 });
        return sound ? new Refund(eventId, capture, false, copy) : throw new ArgumentException("A refund gives something back.", nameof(lines));
    }

    /// <summary>A plain amount goes back, spread over the lines by what they came to; each part is rounded up to a minor unit, since it
    /// is owed to the budget.</summary>
    /// <param name="eventId">The event.</param>
    /// <param name="sale">The sale.</param>
    /// <param name="amountMinorUnits">Above 0; more than the sale counts as the sale.</param>
    /// <param name="capture">The payment that it gives back; null when it names none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The amount is not above 0.</exception>
    public static Refund ByAmount(SaleEventId eventId, Sale sale, long amountMinorUnits, int? capture = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(amountMinorUnits);
        long total = sale.TotalMinorUnits();
        if (amountMinorUnits >= total)
        {
            return All(eventId, capture);
        }

        long Part(long amount) => (long)(((UInt128)amount * (ulong)amountMinorUnits + (ulong)total - 1) / (ulong)total);
        return new Refund(eventId, capture, false, [.. sale.LineList.Select((line, index) => new RefundLine(
            index,
            Part(line.GrossMinorUnits - line.DiscountMinorUnits),
            Part(line.TaxMinorUnits),
            Part(line.ShippingMinorUnits)))]);
    }
}
