using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Amounts;
using RetoRewards.Persistence;

namespace RetoRewards.Rewards;

/// <summary>A rate to be recorded.</summary>
/// <param name="Currency">Its ISO 4217 code.</param>
/// <param name="TokensPerUnit">RETO for one whole unit of the currency, as a decimal string above zero.</param>
/// <param name="InForceFrom">From when on; now when left out. It governs what is decided from then on, never what was decided.</param>
/// <param name="Source">Who says so; up to 64 characters.</param>
internal sealed record RecordConversionRateRequest(string? Currency, string? TokensPerUnit, DateTimeOffset? InForceFrom, string? Source);

/// <summary>Records the rate at which a currency becomes RETO from a moment on. A rate is never changed; a later one follows it.</summary>
internal sealed class RecordConversionRate(TimeProvider clock)
{
    /// <summary>Records what an administrator says.</summary>
    public async Task<Outcome<ConversionRateRow>> ExecuteAsync(WriteTransaction transaction, RecordConversionRateRequest request)
    {
        FieldChecks checks = new();
        string source = checks.Text("/source", request.Source, ConversionRate.MaxSourceLength);
        if (!Currency.TryFind(request.Currency, out Currency? currency))
        {
            checks.Add("/currency", "currency_unknown", "The currency is no ISO 4217 code.");
        }

        if (!TokenAmount.TryParse(request.TokensPerUnit, out TokenAmount tokens) || tokens.IsZero)
        {
            checks.Add("/tokensPerUnit", "amount_malformed", "Give the RETO for one unit as a decimal string above zero.");
        }

        if (checks.Refusal is { } refusal)
        {
            return refusal;
        }

        DateTimeOffset from = request.InForceFrom ?? clock.GetUtcNow();
        string code = currency!.Code;
        return await transaction.Db.Set<ConversionRateRow>()
                .AnyAsync(row => row.Currency == code && row.InForceFrom == from, transaction.CancellationToken)
            ? new Refusal(RefusalKind.Conflict, "conversion_rate_known", "A rate of this currency from that moment on is recorded; rates never change.")
            : await ExecuteAsync(transaction, ConversionRate.TokensPerUnit(currency, tokens, source, from));
    }

    /// <summary>Records a rate that is known to be good and new.</summary>
    /// <param name="transaction">The caller's transaction.</param>
    /// <param name="rate">The rate.</param>
    /// <param name="answeredAt">For a price feed: when it gave this answer.</param>
    /// <param name="validUntil">For a price feed: when the answer is too old to be used.</param>
    public async Task<ConversionRateRow> ExecuteAsync(
        WriteTransaction transaction, ConversionRate rate, DateTimeOffset? answeredAt = null, DateTimeOffset? validUntil = null)
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
            AnsweredAt = answeredAt,
            ValidUntil = validUntil,
        };
        transaction.InsertOne(row);
        return row;
    }
}
