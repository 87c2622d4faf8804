using System.Numerics;

namespace RetoRewards.Domain.Amounts;

/// <summary>An answer of an on-chain price feed (AggregatorV3: latestRoundData and decimals), judged before it becomes a rate.</summary>
/// <param name="Answer">The price of one RETO in units of the currency, scaled by ten to the decimals; signed, as the interface has it.</param>
/// <param name="Decimals">The feed's decimals.</param>
/// <param name="UpdatedAt">When the answer was computed; the feed's seconds since 1970.</param>
/// <param name="AnsweredInRound">The round that answered.</param>
/// <param name="Round">The round asked for.</param>
public sealed record PriceFeedReading(
    BigInteger Answer, int Decimals, DateTimeOffset UpdatedAt, BigInteger AnsweredInRound, BigInteger Round)
{
    /// <summary>The most decimals that are believed.</summary>
    public const int MaxDecimals = 30;

    /// <summary>Makes a rate of the answer, or says why not: there is never a guess.</summary>
    /// <param name="currency">The currency of the feed.</param>
    /// <param name="bounds">The bounds.</param>
    /// <param name="source">The name of the source to record.</param>
    /// <param name="now">The present moment.</param>
    /// <param name="rate">The rate; null when it is refused.</param>
    public PriceFeedFault Judge(
        Currency currency, PriceFeedBounds bounds, string source, DateTimeOffset now, out ConversionRate? rate)
    {
        rate = null;
        if (Decimals is < 0 or > MaxDecimals || Decimals != bounds.Decimals)
        {
            return PriceFeedFault.DecimalsUnexpected;
        }

        if (Answer.Sign <= 0)
        {
            return PriceFeedFault.NotPositive;
        }

        if (AnsweredInRound < Round || UpdatedAt > now + bounds.MaxAhead || now - UpdatedAt > bounds.MaxAge)
        {
            return PriceFeedFault.Stale;
        }

        if (Answer < bounds.Least || Answer > bounds.Most)
        {
            return PriceFeedFault.OutOfBounds;
        }

        // One unit of the currency buys 10^decimals / answer RETO: so many base units for so many minor units.
        BigInteger baseUnits = BigInteger.Pow(10, Decimals + TokenAmount.Decimals);
        BigInteger minorUnits = Answer * currency.MinorUnitsPerUnit;
        BigInteger common = BigInteger.GreatestCommonDivisor(baseUnits, minorUnits);
        baseUnits /= common;
        minorUnits /= common;
        if (baseUnits > (BigInteger)TokenAmount.MaxBaseUnits || minorUnits > ulong.MaxValue)
        {
            return PriceFeedFault.OutOfBounds;
        }

        rate = new ConversionRate(currency, (UInt128)baseUnits, (ulong)minorUnits, source, UpdatedAt);
        return PriceFeedFault.None;
    }
}
