using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Sales;

namespace RetoRewards.Payouts;

/// <summary>The value of the sales behind a batch in RETO at the rates now, as rewards are converted, which the contract's share ceiling is taken of.</summary>
/// <remarks>A sale counts in every batch that pays a reward of it. It is the operator's word: nobody checks it on chain.</remarks>
internal static class DeclaredSaleValue
{
    /// <summary>The value of each sale, and of none that has no rate.</summary>
    public static async Task<Dictionary<SaleId, TokenAmount>> OfAsync(
        RetoDbContext db, IReadOnlyCollection<SaleId> saleIds, DateTimeOffset now, CancellationToken cancellationToken)
    {
        SaleId[] ids = [.. saleIds];
        var sales = await db.Set<SaleRow>()
            .Where(row => ids.Contains(row.SaleId))
            .Select(row => new { row.SaleId, row.Currency, row.TotalMinorUnits })
            .ToArrayAsync(cancellationToken);
        string[] currencies = [.. sales.Select(sale => sale.Currency).Distinct()];
        ConversionRateRow[] rates = await db.Set<ConversionRateRow>()
            .Where(row => currencies.Contains(row.Currency) && row.InForceFrom <= now)
            .ToArrayAsync(cancellationToken);
        Dictionary<string, ConversionRateRow> inForce = rates.GroupBy(row => row.Currency)
            .ToDictionary(ofCurrency => ofCurrency.Key, ofCurrency => ofCurrency.MaxBy(row => row.InForceFrom)!);

        Dictionary<SaleId, TokenAmount> values = [];
        foreach (var sale in sales.Where(sale => sale.TotalMinorUnits > 0))
        {
            if (inForce.TryGetValue(sale.Currency, out ConversionRateRow? rate))
            {
                values[sale.SaleId] = rate.BaseUnits.MultiplyDown((UInt128)sale.TotalMinorUnits, (UInt128)rate.MinorUnits);
            }
        }

        return values;
    }

    /// <summary>The sum over sales, each once, as far as the contract's field holds it.</summary>
    public static TokenAmount Sum(Dictionary<SaleId, TokenAmount> values, IEnumerable<SaleId> sales)
    {
        UInt128 sum = sales.Distinct().Aggregate(UInt128.Zero, (total, sale) => total + values.GetValueOrDefault(sale).BaseUnits);
        return TokenAmount.FromBaseUnits(UInt128.Min(sum, TokenAmount.MaxBaseUnits));
    }
}
