namespace RetoRewards.Domain.Amounts;

/// <summary>The conversion rates known to a decision, at most one a currency.</summary>
public sealed class ConversionRates
{
    private readonly ConversionRate[] rates;

    /// <summary>Takes the rates.</summary>
    /// <exception cref="ArgumentException">A currency stands twice.</exception>
    public ConversionRates(IEnumerable<ConversionRate> rates)
    {
        this.rates = [.. rates];
        if (this.rates.DistinctBy(rate => rate.Currency.Code).Count() != this.rates.Length)
        {
            throw new ArgumentException("A currency has one rate at a time.", nameof(rates));
        }
    }

    /// <summary>No rate at all: whatever needs one waits.</summary>
    public static ConversionRates None { get; } = new([]);

    /// <summary>The rate of a currency.</summary>
    /// <returns>Null when none is known.</returns>
    public ConversionRate? Find(Currency currency)
    {
        foreach (ConversionRate rate in rates)
        {
            if (ReferenceEquals(rate.Currency, currency) || rate.Currency == currency)
            {
                return rate;
            }
        }

        return null;
    }
}
