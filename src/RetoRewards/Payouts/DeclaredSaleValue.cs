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
    public static async Task<TokenAmount> OfAsync(WriteTransaction write, IReadOnlyCollection<SaleId> saleIds, DateTimeOffset now)
    {
        SaleId[] ids = [.. saleIds];
        var sales = await write.Db.Set<SaleRow>()
            .Where(row => ids.Contains(row.SaleId))
            .Select(row => new { row.Currency, row.TotalMinorUnits })
            .ToArrayAsync(write.CancellationToken);
        string[] currencies = [.. sales.Select(sale => sale.Currency).Distinct()];
        ConversionRateRow[] rates = await write.Db.Set<ConversionRateRow>()
            .Where(row => currencies.Contains(row.Currency) && row.InForceFrom <= now)
            .ToArrayAsync(write.CancellationToken);
        Dictionary<string, ConversionRateRow> inForce = rates.GroupBy(row => row.Currency)
            .ToDictionary(ofCurrency => ofCurrency.Key, ofCurrency => ofCurrency.MaxBy(row => row.InForceFrom)!);

        UInt128 sum = 0;
        foreach (var sale in sales.Where(sale => sale.TotalMinorUnits > 0))
        {
            if (inForce.TryGetValue(sale.Currency, out ConversionRateRow? rate))
            {
                sum += rate.BaseUnits.MultiplyDown((UInt128)sale.TotalMinorUnits, (UInt128)rate.MinorUnits).BaseUnits;
            }
        }

        return TokenAmount.FromBaseUnits(UInt128.Min(sum, TokenAmount.MaxBaseUnits));
    }
}
