using System.Runtime.InteropServices;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;

namespace RetoRewards.Domain.Rewards;

/// <summary>What caps and limits leave of the rewards of one sale, taken in the order of the rules.</summary>
internal static class RewardCuts
{
    /// <summary>Cuts the lines of the sale in hand and uses up the limits; lines that nothing is left of are dropped.</summary>
    /// <returns>The sum of what is left; above 2^96 - 1 when no budget could hold it.</returns>
    public static UInt128 Apply(Deliberation sale, Terms terms)
    {
        if (sale.Lines.Count == 0)
        {
            return 0;
        }

        TokenAmount? cap = CapOf(sale, terms);
        UInt128 total = 0;
        int kept = 0;
        Span<RewardLine> lines = CollectionsMarshal.AsSpan(sale.Lines);
        foreach (ref readonly RewardLine line in lines)
        {
            TokenAmount amount = line.Amount;
            if (cap is { } most && total + amount.BaseUnits > most.BaseUnits)
            {
                TokenAmount left = ShareMath.Bounded(most.BaseUnits - total);
                sale.Add(new ExplanationStep(StepKind.CutBySaleCap, line.Rule, line.Role, Amount: amount - left));
                amount = left;
            }

            amount = CutByLimits(sale, terms, line, amount);
            if (!amount.IsZero)
            {
                lines[kept] = amount == line.Amount ? line : line with { Amount = amount };
                kept++;
                total += amount.BaseUnits;
            }
        }

        sale.Lines.RemoveRange(kept, sale.Lines.Count - kept);
        return total;
    }

    /// <summary>Gives back what the sale in hand has used of limits.</summary>
    public static void Undo(Deliberation sale)
    {
        foreach ((LimitKey key, TokenAmount amount) in sale.Used)
        {
            sale.Running.Return(key, amount);
        }

        sale.Used.Clear();
    }

    private static TokenAmount? CapOf(Deliberation sale, Terms terms)
    {
        TokenAmount? cap = terms.MaxPerSale?.SubtractDownToZero(sale.Context.PromisedBefore);
        if (terms.MaxShareOfSale is { } share && sale.RateFor(sale.Context.Sale.Currency) is { } rate)
        {
            TokenAmount byShare = ShareMath.ConvertWeighted(rate, (UInt128)(ulong)sale.TotalBase * (ulong)share.Value);
            cap = cap is { } fixedCap ? TokenAmount.Min(fixedCap, byShare) : byShare;
        }

        return cap;
    }

    // All limits are looked at before any is used: what one leaves is what the others count.
    private static TokenAmount CutByLimits(Deliberation sale, Terms terms, in RewardLine line, TokenAmount amount)
    {
        ReadOnlySpan<Limit> limits = terms.LimitSpan;
        if (limits.IsEmpty || amount.IsZero)
        {
            return amount;
        }

        Span<LimitKey> keys = stackalloc LimitKey[Terms.MaxLimits];
        int count = 0;
        foreach (Limit limit in limits)
        {
            LimitKey? key = LimitKey.For(
                limit, sale.Context.Sale.SoldAt, line.Participant, sale.Context.Customer?.Id, sale.Context.Sale.Place);
            if (key is not { } known)
            {
                continue;
            }

            keys[count] = known;
            count++;
            TokenAmount left = limit.Amount.SubtractDownToZero(sale.Running.Used(known));
            if (left < amount)
            {
                sale.Add(new ExplanationStep(
                    StepKind.CutByLimit, line.Rule, line.Role, Limit: limit.Number, Amount: amount - left));
                amount = left;
            }
        }

        if (!amount.IsZero)
        {
            foreach (LimitKey key in keys[..count])
            {
                sale.Running.Use(key, amount);
                sale.Used.Add((key, amount));
            }
        }

        return amount;
    }
}
