using System.Globalization;
using System.Numerics;

namespace RetoRewards.Ethereum.Curve;

/// <summary>Points of secp256k1 in Jacobian coordinates, for public data only: nothing here hides what it works on.</summary>
/// <remarks>Source of the parameters: SEC 2, version 2.0, section 2.4.1. Source of the formulas: the Explicit-Formulas Database, a = 0.</remarks>
internal readonly struct CurvePoint
{
    public static readonly BigInteger Order = Parse("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    public static readonly BigInteger HalfOrder = Order >> 1;
    public static readonly CurvePoint Generator = new(
        Parse("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"),
        Parse("483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"),
        BigInteger.One);

    private static readonly BigInteger Field = Parse("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f");
    private static readonly BigInteger RootExponent = (Field + 1) >> 2;

    private readonly BigInteger _x;
    private readonly BigInteger _y;
    private readonly BigInteger _z;

    private CurvePoint(BigInteger x, BigInteger y, BigInteger z)
    {
        _x = x;
        _y = y;
        _z = z;
    }

    public bool IsInfinity => _z.IsZero;

    /// <summary>The point of 64 bytes, x and y, which are trusted to be on the curve.</summary>
    public static CurvePoint FromPublicKey(ReadOnlySpan<byte> publicKey) =>
        new(Scalars.ToInteger(publicKey[..32]), Scalars.ToInteger(publicKey[32..]), BigInteger.One);

    /// <summary>The point with this x and this parity of y, if there is one.</summary>
    public static bool TryFromX(BigInteger x, int yParity, out CurvePoint point)
    {
        point = default;
        if (x >= Field)
        {
            return false;
        }

        BigInteger square = ((x * x * x) + 7) % Field;
        BigInteger y = BigInteger.ModPow(square, RootExponent, Field);
        if (y * y % Field != square)
        {
            return false;
        }

        point = new CurvePoint(x, (int)(y & 1) == yParity ? y : Field - y, BigInteger.One);
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

        BigInteger thisSquare = _z * _z % Field;
        BigInteger otherSquare = other._z * other._z % Field;
        BigInteger u1 = _x * otherSquare % Field;
        BigInteger u2 = other._x * thisSquare % Field;
        BigInteger s1 = _y * otherSquare % Field * other._z % Field;
        BigInteger s2 = other._y * thisSquare % Field * _z % Field;
        if (u1 == u2)
        {
            return s1 == s2 ? Double() : default;
        }

        BigInteger h = u2 - u1;
        BigInteger r = s2 - s1;
        BigInteger hSquare = h * h % Field;
        BigInteger hCube = hSquare * h % Field;
        BigInteger v = u1 * hSquare % Field;
        BigInteger x = Reduce((r * r) - hCube - (2 * v));
        return new CurvePoint(x, Reduce((r * (v - x)) - (s1 * hCube)), Reduce(h * _z % Field * other._z));
    }

    /// <summary>The 64 bytes, x and y.</summary>
    /// <exception cref="InvalidOperationException">The point at infinity has none.</exception>
    public void WritePublicKey(Span<byte> publicKey)
    {
        if (IsInfinity)
        {
            throw new InvalidOperationException("The point at infinity is no public key.");
        }

        BigInteger inverse = BigInteger.ModPow(_z, Field - 2, Field);
        BigInteger inverseSquare = inverse * inverse % Field;
        Scalars.Write(_x * inverseSquare % Field, publicKey);
        Scalars.Write(_y * inverseSquare % Field * inverse % Field, publicKey[32..]);
    }

    private CurvePoint Double()
    {
        if (IsInfinity || _y.IsZero)
        {
            return default;
        }

        BigInteger ySquare = _y * _y % Field;
        BigInteger s = 4 * _x * ySquare % Field;
        BigInteger m = 3 * _x * _x % Field;
        BigInteger x = Reduce((m * m) - (2 * s));
        BigInteger y = Reduce((m * (s - x)) - (8 * ySquare * ySquare));
        return new CurvePoint(x, y, 2 * _y * _z % Field);
    }

    private static BigInteger Reduce(BigInteger value)
    {
        BigInteger reduced = value % Field;
        return reduced.Sign < 0 ? reduced + Field : reduced;
    }

    private static BigInteger Parse(string digits) => BigInteger.Parse("0" + digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
