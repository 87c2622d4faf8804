namespace RetoRewards.Domain.Amounts;

/// <summary>A rate in hundredths of a percent: 10,000 is the whole.</summary>
public readonly record struct BasisPoints : IComparable<BasisPoints>
{
    /// <summary>The number of basis points in the whole.</summary>
    public const int Whole = 10_000;

    /// <summary>Makes a rate.</summary>
    /// <param name="value">0 to 10,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value lies outside that range.</exception>
    public BasisPoints(int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Whole);
        Value = value;
    }

    /// <summary>The rate, 0 to 10,000.</summary>
    public int Value { get; }

    /// <inheritdoc/>
    public int CompareTo(BasisPoints other) => Value.CompareTo(other.Value);

    /// <summary>The percentage as text, such as <c>12.5%</c>.</summary>
    public override string ToString()
    {
        string rest = (Value % 100).ToString("00").TrimEnd('0');
        return rest.Length == 0 ? $"{Value / 100}%" : $"{Value / 100}.{rest}%";
    }
}
