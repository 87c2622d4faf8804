namespace RetoRewards.Domain.Payouts;

/// <summary>Names a payout batch of one campaign.</summary>
/// <remarks><c>default</c> slips past the constructor, so whoever saves an id refuses it again through <see cref="IsEmpty"/>.</remarks>
public readonly record struct PayoutBatchId
{
    /// <summary>Wraps an identifier that the host has drawn.</summary>
    /// <param name="value">Any value but the empty one.</param>
    /// <exception cref="ArgumentException">The value is empty.</exception>
    public PayoutBatchId(Guid value)
    {
        if (value == Guid.Empty)
        {
            throw new ArgumentException("An identifier may not be empty.", nameof(value));
        }

        Value = value;
    }

    /// <summary>The identifier itself.</summary>
    public Guid Value { get; }

    /// <summary>True for <c>default</c>, which names nothing.</summary>
    public bool IsEmpty => Value == Guid.Empty;

    /// <summary>Reads the text that <see cref="ToString"/> writes.</summary>
    /// <param name="text">A guid of 36 characters.</param>
    /// <param name="id">The identifier, or <c>default</c> when the text is not one.</param>
    /// <returns>False when the text is no guid or is the empty one.</returns>
    public static bool TryParse(string? text, out PayoutBatchId id)
    {
        bool good = Guid.TryParseExact(text, "D", out Guid value) && value != Guid.Empty;
        id = good ? new PayoutBatchId(value) : default;
        return good;
    }

    /// <summary>The guid in lower case with hyphens, 36 characters.</summary>
    public override string ToString() => Value.ToString("D");
}
