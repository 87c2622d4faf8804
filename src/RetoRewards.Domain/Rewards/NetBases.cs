using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Rewards;

/// <summary>What is left of the base of each line of each payment after all refunds known: sums, so their order does not matter.</summary>
internal sealed class NetBases
{
    private readonly long[][] left;
    private readonly bool[] stands;

    private NetBases(long[][] left, bool[] stands)
    {
        this.left = left;
        this.stands = stands;
    }

    /// <summary>Whether anything of the sale stands.</summary>
    public bool AnyStands => stands.Any(line => line);

    /// <param name="sale">The sale.</param>
    /// <param name="captures">Its payments, in the order of their moments.</param>
    /// <param name="refunds">Its refunds, in any order.</param>
    public static NetBases Of(Sale sale, IReadOnlyList<GrantedCapture> captures, IReadOnlyCollection<Refund> refunds)
    {
        long[][] left = new long[captures.Count][];
        for (int index = 0; index < left.Length; index++)
        {
            GrantedCapture capture = captures[index];
            left[index] = [.. sale.LineList.Select(line => capture.Capture.ShareOf(line.BaseMinorUnits(capture.Base)))];
            TakeNamed(sale, capture, refunds, left[index]);
        }

        TakeUnnamed(sale, captures, refunds, left);
        return new NetBases(left, [.. Enumerable.Range(0, sale.LineList.Count).Select(line => Stands(sale, line, captures, refunds, left))]);
    }

    /// <summary>What is left of each line in a payment, in minor units, never below zero.</summary>
    public ReadOnlySpan<long> LeftOf(int capture) => left[capture];

    /// <summary>Whether anything of a line stands, in whichever payment.</summary>
    public bool Stands(int line) => stands[line];

    // A payment so small that its share of a line rounds to nothing still stands for the line, until it goes back itself.
    private static bool Stands(
        Sale sale, int line, IReadOnlyList<GrantedCapture> captures, IReadOnlyCollection<Refund> refunds, long[][] left)
    {
        SaleLine own = sale.LineList[line];
        if (refunds.Any(refund => refund.Capture is null && refund.Whole))
        {
            return false;
        }

        RefundLine sum = UnnamedOf(refunds, line);
        for (int index = 0; index < captures.Count; index++)
        {
            GrantedCapture capture = captures[index];
            long whole = own.BaseMinorUnits(capture.Base);
            bool goneByName = refunds.Any(refund => refund.Whole && refund.Capture == capture.Capture.Ordinal);
            bool goneByLine = BaseOf(sum, own, capture.Base) >= whole;
            bool tooSmall = capture.Capture.ShareOf(whole) == 0;
            if (whole > 0 && !goneByName && !goneByLine && (left[index][line] > 0 || tooSmall))
            {
                return true;
            }
        }

        return false;
    }

    private static RefundLine UnnamedOf(IReadOnlyCollection<Refund> refunds, int line)
    {
        RefundLine[] parts = [.. refunds
            .Where(refund => refund.Capture is null)
            .SelectMany(refund => refund.Lines)
            .Where(part => part.Line == line)];
        return new RefundLine(
            line,
            parts.Sum(part => part.GoodsMinorUnits),
            parts.Sum(part => part.TaxMinorUnits),
            parts.Sum(part => part.ShippingMinorUnits));
    }

    private static void TakeNamed(Sale sale, GrantedCapture capture, IReadOnlyCollection<Refund> refunds, long[] left)
    {
        foreach (Refund refund in refunds.Where(refund => refund.Capture == capture.Capture.Ordinal))
        {
            if (refund.Whole)
            {
                Array.Clear(left);
            }

            foreach (RefundLine part in refund.Lines.Where(part => part.Line < left.Length))
            {
                left[part.Line] = Math.Max(0, left[part.Line] - BaseOf(part, sale.LineList[part.Line], capture.Base));
            }
        }
    }

    // A refund that names no payment takes from the oldest one first; what one payment does not hold goes on to the next.
    private static void TakeUnnamed(
        Sale sale, IReadOnlyList<GrantedCapture> captures, IReadOnlyCollection<Refund> refunds, long[][] left)
    {
        if (refunds.Any(refund => refund.Capture is null && refund.Whole))
        {
            foreach (long[] lines in left)
            {
                Array.Clear(lines);
            }

            return;
        }

        for (int line = 0; line < sale.LineList.Count; line++)
        {
            RefundLine sum = UnnamedOf(refunds, line);
            long taken = 0;
            for (int index = 0; index < captures.Count; index++)
            {
                long wanted = BaseOf(sum, sale.LineList[line], captures[index].Base) - taken;
                long given = Math.Clamp(wanted, 0, left[index][line]);
                left[index][line] -= given;
                taken += given;
            }
        }
    }

    // Where discounts do not count, the goods that went back stand for more of the base than was paid for them; rounded up.
    private static long BaseOf(RefundLine part, SaleLine line, RewardBase counts)
    {
        long net = line.GrossMinorUnits - line.DiscountMinorUnits;
        long goods = Math.Min(part.GoodsMinorUnits, net);
        if (counts.BeforeDiscounts && net > 0)
        {
            goods = (long)(((UInt128)goods * (ulong)line.GrossMinorUnits + (ulong)net - 1) / (ulong)net);
        }

        return goods
            + (counts.WithTax ? Math.Min(part.TaxMinorUnits, line.TaxMinorUnits) : 0)
            + (counts.WithShipping ? Math.Min(part.ShippingMinorUnits, line.ShippingMinorUnits) : 0);
    }
}
