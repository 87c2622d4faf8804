using System.Numerics;
using RetoRewards.Domain.Amounts;

namespace RetoRewards.Domain.Rewards;

/// <summary>The one place where a base becomes tokens: one division, rounded down, at the end.</summary>
/// <remarks>An amount past the bound of 12 bytes becomes the bound, which no budget holds, so such a sale is refused, not a fault.</remarks>
internal static class ShareMath
{
    private const int SafeBits = 128;

    /// <summary>Converts a sum of base times basis points.</summary>
    public static TokenAmount ConvertWeighted(ConversionRate rate, UInt128 weightedBase)
    {
        UInt128 divisor = (UInt128)rate.MinorUnits * BasisPoints.Whole;
        if (BitLength(weightedBase) + BitLength(rate.BaseUnits) <= SafeBits)
        {
            return Bounded(WideArithmetic.MultiplyDivideDown(weightedBase, rate.BaseUnits, divisor));
        }

        BigInteger exact = (BigInteger)weightedBase * (BigInteger)rate.BaseUnits / (BigInteger)divisor;
        return exact >= (BigInteger)TokenAmount.MaxBaseUnits ? TokenAmount.MaxValue : TokenAmount.FromBaseUnits((UInt128)exact);
    }

    /// <summary>Converts minor units.</summary>
    public static TokenAmount Convert(ConversionRate rate, long minorUnits) =>
        ConvertWeighted(rate, (UInt128)(ulong)minorUnits * BasisPoints.Whole);

    /// <summary>A number of base units, or the bound when it is larger.</summary>
    public static TokenAmount Bounded(UInt128 baseUnits) =>
        baseUnits >= TokenAmount.MaxBaseUnits ? TokenAmount.MaxValue : TokenAmount.FromBaseUnits(baseUnits);

    private static int BitLength(UInt128 value) => 128 - (int)UInt128.LeadingZeroCount(value);
}
