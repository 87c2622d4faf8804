using System.Buffers.Binary;
using System.Globalization;

namespace RetoRewards.Domain.Amounts;

/// <summary>An amount of RETO in base units of 18 decimals, from 0 to 2^96 - 1.</summary>
/// <remarks>The bound is the contract's: an amount travels in 12 bytes (DESIGN section 3). Sums that may pass it are kept in
/// <see cref="UInt128"/> and come back through <see cref="FromBaseUnits"/>.</remarks>
public readonly record struct TokenAmount : IComparable<TokenAmount>
{
    /// <summary>The token's decimals.</summary>
    public const int Decimals = 18;

    /// <summary>The bytes that an amount takes in a packed word.</summary>
    public const int PackedLength = 12;

    private static readonly UInt128 BaseUnitsPerToken = 1_000_000_000_000_000_000UL;

    private TokenAmount(UInt128 baseUnits)
    {
        BaseUnits = baseUnits;
    }

    /// <summary>No tokens.</summary>
    public static TokenAmount Zero => default;

    /// <summary>The largest amount, 2^96 - 1 base units.</summary>
    public static TokenAmount MaxValue => new(MaxBaseUnits);

    /// <summary>The largest number of base units, 2^96 - 1.</summary>
    public static UInt128 MaxBaseUnits => (UInt128.One << 96) - 1;

    /// <summary>The amount in base units.</summary>
    public UInt128 BaseUnits { get; }

    /// <summary>True for no tokens at all.</summary>
    public bool IsZero => BaseUnits == 0;

    /// <summary>Takes a number of base units.</summary>
    /// <exception cref="OverflowException">The number is above <see cref="MaxBaseUnits"/>.</exception>
    public static TokenAmount FromBaseUnits(UInt128 baseUnits) =>
        baseUnits <= MaxBaseUnits
            ? new TokenAmount(baseUnits)
            : throw new OverflowException("A token amount may not exceed 2^96 - 1 base units.");

    /// <summary>Takes a whole number of tokens.</summary>
    /// <exception cref="OverflowException">The amount is above <see cref="MaxValue"/>.</exception>
    public static TokenAmount FromTokens(ulong tokens) => FromBaseUnits(tokens * BaseUnitsPerToken);

    /// <summary>Adds two amounts.</summary>
    /// <exception cref="OverflowException">The sum is above <see cref="MaxValue"/>.</exception>
    public static TokenAmount operator +(TokenAmount left, TokenAmount right) => FromBaseUnits(left.BaseUnits + right.BaseUnits);

    /// <summary>Subtracts one amount from another.</summary>
    /// <exception cref="OverflowException">The right amount is larger than the left.</exception>
    public static TokenAmount operator -(TokenAmount left, TokenAmount right) =>
        right.BaseUnits <= left.BaseUnits
            ? new TokenAmount(left.BaseUnits - right.BaseUnits)
            : throw new OverflowException("A token amount may not be negative.");

    /// <summary>Orders by amount.</summary>
    public static bool operator <(TokenAmount left, TokenAmount right) => left.BaseUnits < right.BaseUnits;

    /// <summary>Orders by amount.</summary>
    public static bool operator >(TokenAmount left, TokenAmount right) => left.BaseUnits > right.BaseUnits;

    /// <summary>Orders by amount.</summary>
    public static bool operator <=(TokenAmount left, TokenAmount right) => left.BaseUnits <= right.BaseUnits;

    /// <summary>Orders by amount.</summary>
    public static bool operator >=(TokenAmount left, TokenAmount right) => left.BaseUnits >= right.BaseUnits;

    /// <summary>The smaller of two amounts.</summary>
    public static TokenAmount Min(TokenAmount left, TokenAmount right) => left <= right ? left : right;

    /// <summary>The larger of two amounts.</summary>
    public static TokenAmount Max(TokenAmount left, TokenAmount right) => left >= right ? left : right;

    /// <summary>This share of the amount, rounded down to a base unit.</summary>
    public TokenAmount MultiplyDown(BasisPoints share) => MultiplyDown((UInt128)share.Value, BasisPoints.Whole);

    /// <summary><c>amount * numerator / denominator</c>, rounded down to a base unit.</summary>
    /// <exception cref="DivideByZeroException">The denominator is zero.</exception>
    /// <exception cref="OverflowException">The result is above <see cref="MaxValue"/>.</exception>
    public TokenAmount MultiplyDown(UInt128 numerator, UInt128 denominator) =>
        FromBaseUnits(WideArithmetic.MultiplyDivideDown(BaseUnits, numerator, denominator));

    /// <summary><c>amount * numerator / denominator</c>, rounded up to a base unit: for what is owed to the budget.</summary>
    /// <exception cref="DivideByZeroException">The denominator is zero.</exception>
    /// <exception cref="OverflowException">The result is above <see cref="MaxValue"/>.</exception>
    public TokenAmount MultiplyUp(UInt128 numerator, UInt128 denominator) =>
        FromBaseUnits(WideArithmetic.MultiplyDivideUp(BaseUnits, numerator, denominator));

    /// <summary>What is left after taking <paramref name="other"/> away, or nothing when it is larger.</summary>
    public TokenAmount SubtractDownToZero(TokenAmount other) =>
        other.BaseUnits >= BaseUnits ? Zero : new TokenAmount(BaseUnits - other.BaseUnits);

    /// <summary>Reads tokens in decimal notation, such as <c>12.5</c>: digits, at most one point, at most 18 places.</summary>
    /// <param name="text">No sign, no exponent, no separator, no blank, at most 48 characters.</param>
    /// <param name="amount">The amount, or zero when the text is not one.</param>
    /// <returns>False when the text has another form, too many places, or is above <see cref="MaxValue"/>.</returns>
    public static bool TryParse(string? text, out TokenAmount amount)
    {
        amount = Zero;
        if (text is null || text.Length is 0 or > 48)
        {
            return false;
        }

        int point = text.IndexOf('.', StringComparison.Ordinal);
        ReadOnlySpan<char> whole = point < 0 ? text : text.AsSpan(0, point);
        ReadOnlySpan<char> places = point < 0 ? [] : text.AsSpan(point + 1);
        if (whole.IsEmpty || (point >= 0 && places.IsEmpty) || places.Length > Decimals || whole.Length > 29)
        {
            return false;
        }

        if (whole.ContainsAnyExceptInRange('0', '9') || places.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        // 29 digits and 18 more stay below 10^47, which 128 bits do not hold; the whole part is bounded before scaling.
        UInt128 tokens = UInt128.Parse(whole, NumberStyles.None, CultureInfo.InvariantCulture);
        if (tokens > MaxBaseUnits / BaseUnitsPerToken)
        {
            return false;
        }

        UInt128 fraction = places.IsEmpty ? 0 : ulong.Parse(places, NumberStyles.None, CultureInfo.InvariantCulture);
        for (int place = places.Length; place < Decimals; place++)
        {
            fraction *= 10;
        }

        UInt128 baseUnits = (tokens * BaseUnitsPerToken) + fraction;
        if (baseUnits > MaxBaseUnits)
        {
            return false;
        }

        amount = new TokenAmount(baseUnits);
        return true;
    }

    /// <summary>Reads what <see cref="TryParse"/> reads.</summary>
    /// <exception cref="FormatException">The text is no such amount.</exception>
    public static TokenAmount Parse(string text) =>
        TryParse(text, out TokenAmount amount) ? amount : throw new FormatException("Not a token amount in decimal notation.");

    /// <summary>Writes the amount as the contract's 12 bytes, most significant first.</summary>
    /// <param name="destination">At least 12 bytes.</param>
    public void WritePacked(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)(BaseUnits >> 64));
        BinaryPrimitives.WriteUInt64BigEndian(destination[4..], (ulong)BaseUnits);
    }

    /// <inheritdoc/>
    public int CompareTo(TokenAmount other) => BaseUnits.CompareTo(other.BaseUnits);

    /// <summary>The amount in tokens, in decimal notation without needless zeros: <c>0</c>, <c>12.5</c>.</summary>
    public override string ToString()
    {
        (UInt128 tokens, UInt128 fraction) = UInt128.DivRem(BaseUnits, BaseUnitsPerToken);
        string whole = tokens.ToString(CultureInfo.InvariantCulture);
        return fraction == 0
            ? whole
            : $"{whole}.{fraction.ToString("D18", CultureInfo.InvariantCulture).TrimEnd('0')}";
    }
}
