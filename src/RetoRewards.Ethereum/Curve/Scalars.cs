using System.Buffers.Binary;
using System.Numerics;

namespace RetoRewards.Ethereum.Curve;

/// <summary>Arithmetic modulo the order of secp256k1 on numbers of four 64-bit limbs.</summary>
internal static class Scalars
{
    private const int Limbs = 4;

    // The order, least limb first. Source: SEC 2, version 2.0, section 2.4.1.
    private static readonly ulong[] Order = [0xbfd25e8cd0364141, 0xbaaedce6af48a03b, 0xfffffffffffffffe, 0xffffffffffffffff];

    /// <summary>Whether 32 bytes are a secret key: from 1 to the order less 1. Takes the same time for every value.</summary>
    public static bool IsInRange(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Secp256k1.SecretLength)
        {
            return false;
        }

        Span<ulong> value = stackalloc ulong[Limbs];
        Span<ulong> difference = stackalloc ulong[Limbs];
        Read(bytes, value);
        ulong below = Subtract(value, Order, difference);
        ulong any = value[0] | value[1] | value[2] | value[3];
        value.Clear();
        difference.Clear();
        return (below == 1) & (any != 0);
    }

    /// <summary>
    /// Adds two numbers below the order, modulo it, without a branch or an index that depends on them: they are secret.
    /// This is no curve arithmetic; the platform offers none for scalars.
    /// </summary>
    public static void AddSecret(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> sum)
    {
        Span<ulong> a = stackalloc ulong[Limbs];
        Span<ulong> b = stackalloc ulong[Limbs];
        Span<ulong> reduced = stackalloc ulong[Limbs];
        Read(left, a);
        Read(right, b);
        ulong carry = 0;
        for (int i = 0; i < Limbs; i++)
        {
            UInt128 limb = (UInt128)a[i] + b[i] + carry;
            a[i] = (ulong)limb;
            carry = (ulong)(limb >> 64);
        }

        ulong borrow = Subtract(a, Order, reduced);

        // Reduced is the answer when the sum carried out, or did not borrow.
        ulong mask = 0UL - (carry | (borrow ^ 1));
        for (int i = 0; i < Limbs; i++)
        {
            ulong limb = (reduced[i] & mask) | (a[i] & ~mask);
            BinaryPrimitives.WriteUInt64BigEndian(sum[(8 * (Limbs - 1 - i))..], limb);
        }

        a.Clear();
        b.Clear();
        reduced.Clear();
    }

    public static BigInteger ToInteger(Hash32 value)
    {
        Span<byte> bytes = stackalloc byte[Hash32.Length];
        value.CopyTo(bytes);
        return ToInteger(bytes);
    }

    public static BigInteger ToInteger(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    public static Hash32 ToHash(BigInteger value)
    {
        Span<byte> bytes = stackalloc byte[Hash32.Length];
        Write(value, bytes);
        return new Hash32(bytes);
    }

    public static void Write(BigInteger value, Span<byte> word)
    {
        word[..Hash32.Length].Clear();
        int length = value.GetByteCount(isUnsigned: true);
        _ = value.TryWriteBytes(word[(Hash32.Length - length)..], out _, isUnsigned: true, isBigEndian: true);
    }

    private static void Read(ReadOnlySpan<byte> bytes, Span<ulong> limbs)
    {
        for (int i = 0; i < Limbs; i++)
        {
            limbs[i] = BinaryPrimitives.ReadUInt64BigEndian(bytes[(8 * (Limbs - 1 - i))..]);
        }
    }

    /// <returns>1 when the difference is negative, else 0.</returns>
    private static ulong Subtract(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, Span<ulong> difference)
    {
        ulong borrow = 0;
        for (int i = 0; i < Limbs; i++)
        {
            UInt128 limb = (UInt128)left[i] - right[i] - borrow;
            difference[i] = (ulong)limb;
            borrow = (ulong)(limb >> 64) & 1;
        }

        return borrow;
    }
}
