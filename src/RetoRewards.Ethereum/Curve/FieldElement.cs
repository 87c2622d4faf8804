using System.Buffers.Binary;

namespace RetoRewards.Ethereum.Curve;

/// <summary>A number modulo the prime of secp256k1, 2^256 - 2^32 - 977, in four limbs; for public data only: nothing here hides what it works on.</summary>
/// <remarks>Source of the prime: SEC 2, version 2.0, section 2.4.1. Every value is kept below the prime.</remarks>
internal readonly struct FieldElement : IEquatable<FieldElement>
{
    public const int Length = 32;

    // 2^256 modulo the prime: what a carry out of the fourth limb is worth.
    private const ulong Fold = 0x1000003d1;

    // The least limb of the prime; the other three are all ones.
    private const ulong PrimeLow = 0xfffffffefffffc2f;

    private readonly ulong _limb0;
    private readonly ulong _limb1;
    private readonly ulong _limb2;
    private readonly ulong _limb3;

    private FieldElement(ulong limb0, ulong limb1, ulong limb2, ulong limb3)
    {
        _limb0 = limb0;
        _limb1 = limb1;
        _limb2 = limb2;
        _limb3 = limb3;
    }

    public static FieldElement One => new(1, 0, 0, 0);

    public static FieldElement Seven => new(7, 0, 0, 0);

    public bool IsZero => (_limb0 | _limb1 | _limb2 | _limb3) == 0;

    public bool IsOdd => (_limb0 & 1) == 1;

    /// <summary>Reads 32 bytes big-endian. False when they are the prime or more.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out FieldElement value)
    {
        FieldElement read = new(
            BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes));
        bool below = !read.IsPrimeOrMore;
        value = below ? read : default;
        return below;
    }

    public static FieldElement operator +(FieldElement left, FieldElement right)
    {
        ulong carry = 0;
        ulong limb0 = Add(left._limb0, right._limb0, ref carry);
        ulong limb1 = Add(left._limb1, right._limb1, ref carry);
        ulong limb2 = Add(left._limb2, right._limb2, ref carry);
        ulong limb3 = Add(left._limb3, right._limb3, ref carry);
        return Folded(limb0, limb1, limb2, limb3, carry);
    }

    public static FieldElement operator -(FieldElement left, FieldElement right) => left + -right;

    public static FieldElement operator -(FieldElement value)
    {
        if (value.IsZero)
        {
            return value;
        }

        // The prime less the value: plus its complement and one, and the carry out is dropped.
        ulong carry = 1;
        ulong limb0 = Add(PrimeLow, ~value._limb0, ref carry);
        ulong limb1 = Add(ulong.MaxValue, ~value._limb1, ref carry);
        ulong limb2 = Add(ulong.MaxValue, ~value._limb2, ref carry);
        ulong limb3 = Add(ulong.MaxValue, ~value._limb3, ref carry);
        return new FieldElement(limb0, limb1, limb2, limb3);
    }

    public static FieldElement operator *(FieldElement left, FieldElement right)
    {
        Span<ulong> product = stackalloc ulong[8];
        product.Clear();
        AddProduct(product, 0, left._limb0, right);
        AddProduct(product, 1, left._limb1, right);
        AddProduct(product, 2, left._limb2, right);
        AddProduct(product, 3, left._limb3, right);

        ulong carry = 0;
        ulong limb0 = AddScaled(product[0], product[4], Fold, ref carry);
        ulong limb1 = AddScaled(product[1], product[5], Fold, ref carry);
        ulong limb2 = AddScaled(product[2], product[6], Fold, ref carry);
        ulong limb3 = AddScaled(product[3], product[7], Fold, ref carry);
        return Folded(limb0, limb1, limb2, limb3, carry);
    }

    /// <summary>The reciprocal, by Fermat: the power of the prime less 2. Of zero, zero.</summary>
    public FieldElement Inverse() => Power(PrimeLow - 2, ulong.MaxValue);

    /// <summary>A square root if there is one: the power of a quarter of the prime and 1; the caller squares it to see.</summary>
    public FieldElement RootCandidate() => Power(0xffffffffbfffff0c, ulong.MaxValue >> 2);

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _limb3);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], _limb2);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], _limb1);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[24..], _limb0);
    }

    public bool Equals(FieldElement other) =>
        _limb0 == other._limb0 && _limb1 == other._limb1 && _limb2 == other._limb2 && _limb3 == other._limb3;

    public override bool Equals(object? obj) => obj is FieldElement other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_limb0, _limb1, _limb2, _limb3);

    private bool IsPrimeOrMore => (_limb1 & _limb2 & _limb3) == ulong.MaxValue && _limb0 >= PrimeLow;

    /// <summary>The power of an exponent whose middle limbs are all ones, as those are that are needed here.</summary>
    private FieldElement Power(ulong lowLimb, ulong highLimb)
    {
        FieldElement power = One;
        foreach (ulong limb in (ReadOnlySpan<ulong>)[highLimb, ulong.MaxValue, ulong.MaxValue, lowLimb])
        {
            for (int bit = 63; bit >= 0; bit--)
            {
                power *= power;
                if (((limb >> bit) & 1) == 1)
                {
                    power *= this;
                }
            }
        }

        return power;
    }

    private static FieldElement Folded(ulong limb0, ulong limb1, ulong limb2, ulong limb3, ulong overflow)
    {
        while (overflow != 0)
        {
            ulong carry = 0;
            limb0 = AddScaled(limb0, overflow, Fold, ref carry);
            limb1 = Add(limb1, 0, ref carry);
            limb2 = Add(limb2, 0, ref carry);
            limb3 = Add(limb3, 0, ref carry);
            overflow = carry;
        }

        FieldElement value = new(limb0, limb1, limb2, limb3);
        return value.IsPrimeOrMore ? new FieldElement(unchecked(limb0 - PrimeLow), 0, 0, 0) : value;
    }

    private static void AddProduct(Span<ulong> product, int at, ulong limb, FieldElement right)
    {
        ulong carry = 0;
        product[at] = AddScaled(product[at], limb, right._limb0, ref carry);
        product[at + 1] = AddScaled(product[at + 1], limb, right._limb1, ref carry);
        product[at + 2] = AddScaled(product[at + 2], limb, right._limb2, ref carry);
        product[at + 3] = AddScaled(product[at + 3], limb, right._limb3, ref carry);
        product[at + 4] = carry;
    }

    /// <summary>The sum with a carry that may be any number.</summary>
    private static ulong Add(ulong left, ulong right, ref ulong carry)
    {
        ulong sum = unchecked(left + right);
        ulong over = sum < left ? 1UL : 0UL;
        ulong all = unchecked(sum + carry);
        carry = over + (all < sum ? 1UL : 0UL);
        return all;
    }

    /// <summary>A limb, plus a product, plus the carry; this never leaves 128 bits.</summary>
    private static ulong AddScaled(ulong limb, ulong left, ulong right, ref ulong carry)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        low = unchecked(low + limb);
        high += low < limb ? 1UL : 0UL;
        low = unchecked(low + carry);
        high += low < carry ? 1UL : 0UL;
        carry = high;
        return low;
    }
}
