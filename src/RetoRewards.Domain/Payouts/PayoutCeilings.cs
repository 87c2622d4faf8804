using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Payouts;

/// <summary>The contract's two ceilings over a batch, held before it is planned: the average reward, and the share of the sales' value.</summary>
internal static class PayoutCeilings
{
    private const uint BasisPoints = 10_000;

    /// <summary>Which lines to leave out so that the rest is under the ceilings: the largest first, the later of two equal ones.</summary>
    /// <returns>None when all may stay; all when nothing helps.</returns>
    public static HashSet<RewardId> LinesOver(
        IReadOnlyList<PlannedReward> rewards,
        IReadOnlyList<PayableReward> payable,
        PayoutBounds bounds,
        Func<SaleId, TokenAmount>? valueOf)
    {
        Dictionary<RewardId, SaleId> saleOf = payable.ToDictionary(line => line.Id, line => line.Sale);
        Dictionary<SaleId, int> linesOf = [];
        UInt128 total = 0;
        UInt128 value = 0;
        foreach (PlannedReward reward in rewards)
        {
            total += reward.Paid.BaseUnits;
            SaleId sale = saleOf[reward.Id];
            value += !sale.IsEmpty && linesOf.TryAdd(sale, 0) ? ValueOf(sale, bounds, valueOf) : 0;
            if (!sale.IsEmpty)
            {
                linesOf[sale]++;
            }
        }

        HashSet<RewardId> over = [];
        int count = rewards.Count;
        foreach (PlannedReward reward in rewards.OrderByDescending(reward => reward.Paid).ThenByDescending(reward => reward.Number))
        {
            if (count == 0 || IsUnder(total, count, value, bounds))
            {
                break;
            }

            _ = over.Add(reward.Id);
            count--;
            total -= reward.Paid.BaseUnits;
            SaleId sale = saleOf[reward.Id];
            value -= !sale.IsEmpty && --linesOf[sale] == 0 ? ValueOf(sale, bounds, valueOf) : 0;
        }

        return over;
    }

    // Base units are below 2^96 and a batch has thousands of lines: every product stays below 2^128.
    private static bool IsUnder(UInt128 total, int count, UInt128 value, PayoutBounds bounds) =>
        total <= bounds.MaxAverage.BaseUnits * (UInt128)count
        && (bounds.MaxShareBps is not { } share || total * BasisPoints <= UInt128.Min(value, TokenAmount.MaxBaseUnits) * (UInt128)share);

    private static UInt128 ValueOf(SaleId sale, PayoutBounds bounds, Func<SaleId, TokenAmount>? valueOf) =>
        bounds.MaxShareBps is null ? 0 : valueOf?.Invoke(sale).BaseUnits ?? 0;
}
