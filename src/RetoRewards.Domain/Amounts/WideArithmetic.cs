using System.Numerics;

namespace RetoRewards.Domain.Amounts;

/// <summary>Exact products and quotients whose product may need more than 128 bits.</summary>
internal static class WideArithmetic
{
    /// <summary>Computes <c>a * b / divisor</c>, rounded down, without losing a bit in between.</summary>
    /// <exception cref="OverflowException">The quotient needs more than 128 bits.</exception>
    /// <exception cref="DivideByZeroException">The divisor is zero.</exception>
    public static UInt128 MultiplyDivideDown(UInt128 a, UInt128 b, UInt128 divisor)
    {
        int bits = BitLength(a) + BitLength(b);
        if (bits <= 64 && divisor <= ulong.MaxValue)
        {
            return (ulong)a * (ulong)b / (ulong)divisor;
        }

        if (bits <= 128)
        {
            return Divide(a * b, divisor);
        }

        return (UInt128)((BigInteger)a * (BigInteger)b / (BigInteger)divisor);
    }

    /// <summary>Computes <c>a * b / divisor</c>, rounded up.</summary>
    /// <exception cref="OverflowException">The quotient needs more than 128 bits.</exception>
    /// <exception cref="DivideByZeroException">The divisor is zero.</exception>
    public static UInt128 MultiplyDivideUp(UInt128 a, UInt128 b, UInt128 divisor)
    {
        BigInteger product = (BigInteger)a * (BigInteger)b;
        BigInteger quotient = BigInteger.DivRem(product, (BigInteger)divisor, out BigInteger remainder);
        return (UInt128)(remainder.IsZero ? quotient : quotient + 1);
    }

    private static int BitLength(UInt128 value) => 128 - (int)UInt128.LeadingZeroCount(value);

    // Division of 128 bits by a divisor below 2^32 is done limb by limb: the general routine is several times slower,
    // and basis points make this the hottest division of a decision.
    private static UInt128 Divide(UInt128 dividend, UInt128 divisor)
    {
        if (divisor > uint.MaxValue || divisor == 0)
        {
            return dividend / divisor;
        }

        uint small = (uint)divisor;
        ulong upper = (ulong)(dividend >> 64);
        ulong lower = (ulong)dividend;
        (ulong upperQuotient, ulong rest) = Math.DivRem(upper, small);
        (ulong middleQuotient, rest) = Math.DivRem((rest << 32) | (lower >> 32), small);
        ulong lowerQuotient = ((rest << 32) | (uint)lower) / small;
        return new UInt128(upperQuotient, (middleQuotient << 32) | lowerQuotient);
    }
}
