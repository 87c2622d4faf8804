namespace RetoRewards.Domain.Referrals;

/// <summary>The 32 symbols of codes: digits and capital letters without I, L, O and U.</summary>
/// <remarks>
/// Source of the alphabet and of the folding: Douglas Crockford, "Base 32", https://www.crockford.com/base32.html.
/// U is in the alphabet of no code and is folded to nothing.
/// </remarks>
internal static class CrockfordAlphabet
{
    /// <summary>The symbols; a symbol's place is its value, 0 to 31.</summary>
    public const string Symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>The same symbols as addresses carry them.</summary>
    public const string SymbolsLower = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>The value of a character that stands for no symbol.</summary>
    public const int None = -1;

    private static readonly sbyte[] Values = AsciiValues();

    /// <summary>The value of one typed ASCII character: either case, O read as 0, I and L read as 1; else <see cref="None"/>.</summary>
    /// <remarks>Only ASCII is looked at: a Cyrillic letter, a full-width A or the Kelvin sign stands for no symbol.</remarks>
    public static int ValueOf(char typed) => typed < Values.Length ? Values[typed] : None;

    // A table, because a redirect reads ten of these for every click.
    private static sbyte[] AsciiValues()
    {
        sbyte[] values = new sbyte[128];
        for (int typed = 0; typed < values.Length; typed++)
        {
            char folded = char.ToUpperInvariant((char)typed) switch
            {
                'O' => '0',
                'I' or 'L' => '1',
                char other => other,
            };
            values[typed] = (sbyte)Symbols.IndexOf(folded, StringComparison.Ordinal);
        }

        return values;
    }
}
