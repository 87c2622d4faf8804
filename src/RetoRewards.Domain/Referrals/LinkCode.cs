namespace RetoRewards.Domain.Referrals;

/// <summary>The code that a link is for, of either kind, as it stands in the link.</summary>
/// <remarks>A generated code has ten symbols and a promo code never looks like one, so the text tells the kind.</remarks>
public readonly record struct LinkCode
{
    private readonly string? text;

    /// <summary>A link for a generated code.</summary>
    /// <param name="code">The code.</param>
    public LinkCode(ReferralCode code) => text = code.Value;

    /// <summary>A link for a promo code. The link carries its key, so every spelling of the code is one link.</summary>
    /// <param name="code">The code.</param>
    public LinkCode(PromoCode code) => text = code.Key;

    /// <summary>The code that somebody typed, as links carry it and as it is kept.</summary>
    /// <param name="typed">A generated code or a promo code.</param>
    /// <exception cref="ArgumentException">The text was refused: it is no code.</exception>
    public static LinkCode Of(TypedCode typed) => typed switch
    {
        TypedCode.Generated { Code: var generated } => new LinkCode(generated),
        TypedCode.Promo { Code: var promo } => new LinkCode(promo),
        _ => throw new ArgumentException("A refused text is no code.", nameof(typed)),
    };

    /// <summary>The code as it stands in the link: capitals and digits only.</summary>
    /// <exception cref="InvalidOperationException">The value is <c>default</c>, which is no code.</exception>
    public string Value => text ?? throw new InvalidOperationException("The default link code is no code.");

    /// <summary>What <see cref="Value"/> gives; <c>default</c> may not be printed into a link.</summary>
    public override string ToString() => Value;
}
