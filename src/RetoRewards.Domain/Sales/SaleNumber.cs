namespace RetoRewards.Domain.Sales;

/// <summary>A partner's own number for a sale, in a name space that several channels may share.</summary>
public readonly record struct SaleNumber
{
    /// <summary>The longest name space or number, in characters.</summary>
    public const int MaxLength = 64;

    /// <summary>Makes a number.</summary>
    /// <param name="nameSpace">1 to 64 characters.</param>
    /// <param name="number">1 to 64 characters.</param>
    /// <exception cref="ArgumentException">Either is blank or too long.</exception>
    public SaleNumber(string nameSpace, string number)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(nameSpace);
        ArgumentException.ThrowIfNullOrWhiteSpace(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(nameSpace.Length, MaxLength, nameof(nameSpace));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number.Length, MaxLength, nameof(number));
        NameSpace = nameSpace;
        Number = number;
    }

    /// <summary>The name space.</summary>
    public string NameSpace { get; }

    /// <summary>The number.</summary>
    public string Number { get; }

    /// <summary>Both, with a slash between.</summary>
    public override string ToString() => $"{NameSpace}/{Number}";
}
