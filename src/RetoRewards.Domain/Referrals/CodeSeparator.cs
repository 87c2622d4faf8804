using System.Globalization;

namespace RetoRewards.Domain.Referrals;

/// <summary>The characters that are ignored in a typed code: spaces and dashes of every kind.</summary>
/// <remarks>
/// Messengers and word processors turn a space into a non-breaking one and a hyphen into a dash. Invisible characters
/// (zero width, direction marks) are not ignored, since a text that holds one is not what it looks like.
/// </remarks>
internal static class CodeSeparator
{
    private const char MinusSign = '\u2212';

    public static bool Is(char character) =>
        !char.IsAsciiLetterOrDigit(character)
        && (character is ' ' or '-' or MinusSign
            || char.IsWhiteSpace(character)
            || CharUnicodeInfo.GetUnicodeCategory(character) == UnicodeCategory.DashPunctuation);
}
