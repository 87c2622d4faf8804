using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Amounts;
using RetoRewards.Persistence;

namespace RetoRewards.Rewards;

/// <summary>Records the rate at which a currency becomes RETO from a moment on. A rate is never changed; a later one follows it.</summary>
internal sealed class RecordConversionRate(TimeProvider clock)
{
    public async Task<ConversionRateRow> ExecuteAsync(WriteTransaction transaction, ConversionRate rate)
    {
        long last = await transaction.Db.Set<ConversionRateRow>()
            .MaxAsync(row => (long?)row.ConversionRateId, transaction.CancellationToken) ?? 0;
        ConversionRateRow row = new()
        {
            ConversionRateId = last + 1,
            Currency = rate.Currency.Code,
            InForceFrom = rate.At,
            BaseUnits = TokenAmount.FromBaseUnits(rate.BaseUnits),
            MinorUnits = checked((long)rate.MinorUnits),
            Source = rate.Source,
            RecordedAt = clock.GetUtcNow(),
        };
        transaction.InsertOne(row);
        return row;
    }
}
