namespace RetoRewards.Domain.Amounts;

/// <summary>How many base units of RETO a minor unit of a currency buys, as an exact ratio, with its source and its moment.</summary>
public sealed record ConversionRate
{
    /// <summary>The longest name of a source, in characters.</summary>
    public const int MaxSourceLength = 64;

    /// <summary>Records a rate.</summary>
    /// <param name="currency">The currency converted from.</param>
    /// <param name="baseUnits">Base units of RETO in the ratio, 1 to 2^96 - 1.</param>
    /// <param name="minorUnits">Minor units of the currency in the ratio, 1 or more.</param>
    /// <param name="source">Who says so, such as <c>table:operator</c>; 1 to 64 characters.</param>
    /// <param name="at">The moment the source gave the rate.</param>
    /// <exception cref="ArgumentException">An argument lies outside its range.</exception>
    public ConversionRate(Currency currency, UInt128 baseUnits, ulong minorUnits, string source, DateTimeOffset at)
    {
        ArgumentOutOfRangeException.ThrowIfZero(baseUnits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(baseUnits, TokenAmount.MaxBaseUnits);
        ArgumentOutOfRangeException.ThrowIfZero(minorUnits);
        ArgumentException.ThrowIfNullOrWhiteSpace(source);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(source.Length, MaxSourceLength, nameof(source));
        Currency = currency;
        BaseUnits = baseUnits;
        MinorUnits = minorUnits;
        Source = source;
        At = at.ToUniversalTime();
    }

    /// <summary>The currency converted from.</summary>
    public Currency Currency { get; }

    /// <summary>Base units of RETO in the ratio.</summary>
    public UInt128 BaseUnits { get; }

    /// <summary>Minor units of the currency in the ratio.</summary>
    public ulong MinorUnits { get; }

    /// <summary>Who says so.</summary>
    public string Source { get; }

    /// <summary>The moment the source gave the rate, in UTC.</summary>
    public DateTimeOffset At { get; }

    /// <summary>A rate stated as tokens for one whole unit of the currency: 20 RETO for a pound, say.</summary>
    /// <exception cref="ArgumentException">The amount is zero.</exception>
    public static ConversionRate TokensPerUnit(Currency currency, TokenAmount tokens, string source, DateTimeOffset at) =>
        new(currency, tokens.BaseUnits, (ulong)currency.MinorUnitsPerUnit, source, at);

    /// <summary>Converts minor units, rounded down to a base unit.</summary>
    /// <param name="minorUnits">0 or more.</param>
    /// <exception cref="OverflowException">The amount is negative, or above <see cref="TokenAmount.MaxValue"/> once converted.</exception>
    public TokenAmount ConvertDown(long minorUnits) =>
        TokenAmount.FromBaseUnits(WideArithmetic.MultiplyDivideDown(checked((ulong)minorUnits), BaseUnits, MinorUnits));

    /// <summary>Converts a share of minor units, rounded down once, at the end.</summary>
    /// <param name="minorUnits">0 to <see cref="Money.MaxMinorUnits"/>.</param>
    /// <param name="share">The share.</param>
    /// <exception cref="OverflowException">The amount is negative, or above <see cref="TokenAmount.MaxValue"/> once converted.</exception>
    public TokenAmount ConvertShareDown(long minorUnits, BasisPoints share)
    {
        UInt128 parts = checked((ulong)minorUnits) * (UInt128)share.Value;
        UInt128 divisor = (UInt128)MinorUnits * BasisPoints.Whole;
        return TokenAmount.FromBaseUnits(WideArithmetic.MultiplyDivideDown(parts, BaseUnits, divisor));
    }
}
