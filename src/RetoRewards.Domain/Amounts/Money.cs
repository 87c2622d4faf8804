using System.Globalization;

namespace RetoRewards.Domain.Amounts;

/// <summary>An amount of a currency in its minor units, signed.</summary>
/// <param name="MinorUnits">Minor units: pence, cents, fils.</param>
/// <param name="Currency">The currency.</param>
public sealed record Money(long MinorUnits, Currency Currency)
{
    /// <summary>The largest absolute amount of a sale or a line: 10^15 minor units, so that sums of bounded lists stay in 64 bits.</summary>
    public const long MaxMinorUnits = 1_000_000_000_000_000;

    /// <summary>Takes a decimal amount without rounding it.</summary>
    /// <param name="amount">The amount in whole units of the currency.</param>
    /// <param name="currency">The currency.</param>
    /// <param name="money">The amount, or null when it is refused.</param>
    /// <returns>False when the amount has more places than the currency (zeros at the end do not count) or exceeds
    /// <see cref="MaxMinorUnits"/> either way.</returns>
    public static bool TryFromDecimal(
        decimal amount,
        Currency currency,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Money? money)
    {
        money = null;
        if (Math.Abs(amount) > MaxMinorUnits / currency.MinorUnitsPerUnit)
        {
            return false;
        }

        decimal minorUnits = amount * currency.MinorUnitsPerUnit;
        if (decimal.Truncate(minorUnits) != minorUnits)
        {
            return false;
        }

        money = new Money((long)minorUnits, currency);
        return true;
    }

    /// <summary>Takes a decimal amount of any number of places, rounded half-even to the currency's.</summary>
    /// <exception cref="OverflowException">The amount exceeds <see cref="MaxMinorUnits"/> either way.</exception>
    public static Money FromDecimalHalfEven(decimal amount, Currency currency)
    {
        decimal rounded = decimal.Round(amount, currency.MinorDigits, MidpointRounding.ToEven);
        return TryFromDecimal(rounded, currency, out Money? money)
            ? money
            : throw new OverflowException($"The amount exceeds {MaxMinorUnits} minor units.");
    }

    /// <summary>The amount in whole units of the currency.</summary>
    public decimal ToDecimal() => new decimal(MinorUnits) / Currency.MinorUnitsPerUnit;

    /// <summary>The amount with the currency's places and its code, such as <c>19.50 GBP</c>.</summary>
    public override string ToString() =>
        $"{ToDecimal().ToString($"F{Currency.MinorDigits}", CultureInfo.InvariantCulture)} {Currency.Code}";
}
