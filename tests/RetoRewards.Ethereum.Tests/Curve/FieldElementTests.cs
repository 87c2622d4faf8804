using System.Globalization;
using System.Numerics;
using RetoRewards.Ethereum.Curve;
using RetoRewards.Ethereum.Hashing;

namespace RetoRewards.Ethereum.Tests.Curve;

public sealed class FieldElementTests
{
    private static readonly BigInteger Prime = BigInteger.Pow(2, 256) - BigInteger.Pow(2, 32) - 977;

    [Fact]
    public void Arithmetic_agrees_with_that_of_big_integers_at_the_edges_and_elsewhere()
    {
        BigInteger[] values =
        [
            0, 1, 2, 977, BigInteger.Pow(2, 32) + 977, ulong.MaxValue, BigInteger.Pow(2, 64), BigInteger.Pow(2, 128) - 1, BigInteger.Pow(2, 192),
            Prime >> 1, BigInteger.Pow(2, 255), Prime - BigInteger.Pow(2, 64), Prime - 0xfffffffefffffc2f, Prime - 2, Prime - 1,
            .. Enumerable.Range(0, 60).Select(place => Scalars.ToInteger(Keccak256.Hash($"value {place}")) % Prime),
        ];
        foreach (BigInteger left in values)
        {
            Assert.Equal((Prime - left) % Prime, Back(-Element(left)));
            Assert.Equal(left.IsZero ? 0 : BigInteger.ModPow(left, Prime - 2, Prime), Back(Element(left).Inverse()));
            Assert.Equal(BigInteger.ModPow(left, (Prime + 1) / 4, Prime), Back(Element(left).RootCandidate()));
            foreach (BigInteger right in values)
            {
                Assert.Equal((left + right) % Prime, Back(Element(left) + Element(right)));
                Assert.Equal((left - right + Prime) % Prime, Back(Element(left) - Element(right)));
                Assert.Equal(left * right % Prime, Back(Element(left) * Element(right)));
            }
        }
    }

    [Fact]
    public void The_prime_and_more_are_no_members()
    {
        Assert.True(FieldElement.TryRead(Scalars.ToHash(Prime - 1).ToArray(), out _));
        Assert.False(FieldElement.TryRead(Scalars.ToHash(Prime).ToArray(), out _));
        Assert.False(FieldElement.TryRead(Scalars.ToHash(Prime + 1).ToArray(), out _));
        Assert.False(FieldElement.TryRead(Scalars.ToHash(BigInteger.Pow(2, 256) - 1).ToArray(), out _));
    }

    private static FieldElement Element(BigInteger value)
    {
        Assert.True(FieldElement.TryRead(Scalars.ToHash(value).ToArray(), out FieldElement element), value.ToString(CultureInfo.InvariantCulture));
        return element;
    }

    private static BigInteger Back(FieldElement element)
    {
        byte[] bytes = new byte[FieldElement.Length];
        element.Write(bytes);
        return Scalars.ToInteger(bytes);
    }
}
