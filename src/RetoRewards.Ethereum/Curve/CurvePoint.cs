using System.Globalization;
using System.Numerics;

namespace RetoRewards.Ethereum.Curve;

/// <summary>Points of secp256k1 in Jacobian coordinates, for public data only: nothing here hides what it works on.</summary>
/// <remarks>Source of the parameters: SEC 2, version 2.0, section 2.4.1. Source of the formulas: the Explicit-Formulas Database, a = 0.</remarks>
internal readonly struct CurvePoint
{
    public static readonly BigInteger Order = Parse("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    public static readonly BigInteger HalfOrder = Order >> 1;
    public static readonly CurvePoint Generator = FromPublicKey(Convert.FromHexString(
        "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
        + "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"));

    private readonly FieldElement _x;
    private readonly FieldElement _y;
    private readonly FieldElement _z;

    private CurvePoint(FieldElement x, FieldElement y, FieldElement z)
    {
        _x = x;
        _y = y;
        _z = z;
    }

    public bool IsInfinity => _z.IsZero;

    /// <summary>The point of 64 bytes, x and y, which are trusted to be on the curve.</summary>
    /// <exception cref="ArgumentException">A coordinate is out of range.</exception>
    public static CurvePoint FromPublicKey(ReadOnlySpan<byte> publicKey) =>
        FieldElement.TryRead(publicKey[..FieldElement.Length], out FieldElement x) && FieldElement.TryRead(publicKey[FieldElement.Length..], out FieldElement y)
            ? new CurvePoint(x, y, FieldElement.One)
            : throw new ArgumentException("A coordinate of the public key is out of range.", nameof(publicKey));

    /// <summary>The point with this x, in 32 bytes, and this parity of y, if there is one.</summary>
    public static bool TryFromX(ReadOnlySpan<byte> bytes, int yParity, out CurvePoint point)
    {
        point = default;
        if (!FieldElement.TryRead(bytes, out FieldElement x))
        {
            return false;
        }

        FieldElement square = (x * x * x) + FieldElement.Seven;
        FieldElement y = square.RootCandidate();
        if (!(y * y).Equals(square))
        {
            return false;
        }

        point = new CurvePoint(x, y.IsOdd == (yParity == 1) ? y : -y, FieldElement.One);
        return true;
    }

    /// <summary>The sum of two multiples, by interleaving their bits.</summary>
    public static CurvePoint MultiplyAndAdd(CurvePoint first, BigInteger timesFirst, CurvePoint second, BigInteger timesSecond)
    {
        CurvePoint both = first.Add(second);
        CurvePoint sum = default;
        for (long bit = Math.Max(timesFirst.GetBitLength(), timesSecond.GetBitLength()) - 1; bit >= 0; bit--)
        {
            sum = sum.Double();
            bool addFirst = !((timesFirst >> (int)bit) & 1).IsZero;
            bool addSecond = !((timesSecond >> (int)bit) & 1).IsZero;
            if (addFirst || addSecond)
            {
                sum = sum.Add(addFirst && addSecond ? both : addFirst ? first : second);
            }
        }

        return sum;
    }

    public CurvePoint Add(CurvePoint other)
    {
        if (IsInfinity || other.IsInfinity)
        {
            return IsInfinity ? other : this;
        }

        FieldElement thisSquare = _z * _z;
        FieldElement otherSquare = other._z * other._z;
        FieldElement u1 = _x * otherSquare;
        FieldElement u2 = other._x * thisSquare;
        FieldElement s1 = _y * otherSquare * other._z;
        FieldElement s2 = other._y * thisSquare * _z;
        if (u1.Equals(u2))
        {
            return s1.Equals(s2) ? Double() : default;
        }

        FieldElement h = u2 - u1;
        FieldElement r = s2 - s1;
        FieldElement hSquare = h * h;
        FieldElement hCube = hSquare * h;
        FieldElement v = u1 * hSquare;
        FieldElement x = (r * r) - hCube - v - v;
        return new CurvePoint(x, (r * (v - x)) - (s1 * hCube), h * _z * other._z);
    }

    /// <summary>The 64 bytes, x and y.</summary>
    /// <exception cref="InvalidOperationException">The point at infinity has none.</exception>
    public void WritePublicKey(Span<byte> publicKey)
    {
        if (IsInfinity)
        {
            throw new InvalidOperationException("The point at infinity is no public key.");
        }

        FieldElement inverse = _z.Inverse();
        FieldElement inverseSquare = inverse * inverse;
        (_x * inverseSquare).Write(publicKey);
        (_y * inverseSquare * inverse).Write(publicKey[FieldElement.Length..]);
    }

    private CurvePoint Double()
    {
        if (IsInfinity || _y.IsZero)
        {
            return default;
        }

        FieldElement ySquare = _y * _y;
        FieldElement xySquare = _x * ySquare;
        FieldElement s = xySquare + xySquare + xySquare + xySquare;
        FieldElement xSquare = _x * _x;
        FieldElement m = xSquare + xSquare + xSquare;
        FieldElement x = (m * m) - s - s;
        FieldElement yFourth = ySquare * ySquare;
        FieldElement twice = yFourth + yFourth;
        FieldElement eightfold = twice + twice + twice + twice;
        FieldElement z = _y * _z;
        return new CurvePoint(x, (m * (s - x)) - eightfold, z + z);
    }

    private static BigInteger Parse(string digits) => BigInteger.Parse("0" + digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
