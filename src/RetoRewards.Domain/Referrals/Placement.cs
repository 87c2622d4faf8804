namespace RetoRewards.Domain.Referrals;

/// <summary>The source tag of one placement of a code: <c>forum</c>, <c>shop-window</c>.</summary>
/// <remarks>
/// Lower-case ASCII letters and digits in groups parted by single dashes, at most <see cref="MaxLength"/> characters.
/// The grammar has no room for an e-mail address or a name in another script, since it appears in addresses.
/// </remarks>
public readonly record struct Placement
{
    /// <summary>Most characters.</summary>
    public const int MaxLength = 24;

    private readonly string? text;

    private Placement(string text) => this.text = text;

    /// <summary>The tag.</summary>
    /// <exception cref="InvalidOperationException">The value is <c>default</c>, which is no tag.</exception>
    public string Value => text ?? throw new InvalidOperationException("The default placement is no placement.");

    /// <summary>Reads a tag as it is written, without converting anything.</summary>
    /// <param name="text">1 to 24 characters.</param>
    /// <param name="placement">The tag, or <c>default</c> when the text is not one.</param>
    /// <returns>False when the text is no tag.</returns>
    public static bool TryParse(string? text, out Placement placement)
    {
        bool good = text is { Length: > 0 and <= MaxLength } && text.Split('-').All(IsGroup);
        placement = good ? new Placement(text!) : default;
        return good;
    }

    /// <summary>The tag, or an empty text for <c>default</c>.</summary>
    public override string ToString() => text ?? string.Empty;

    private static bool IsGroup(string part) => part.Length > 0 && part.All(one => char.IsAsciiLetterLower(one) || char.IsAsciiDigit(one));
}
