using System.Globalization;

namespace RetoRewards.Sales.Files;

/// <summary>Reads moments as files write them.</summary>
internal static class MomentText
{
    private static readonly string[] WithOffset = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ss.fffK"];
    private static readonly string[] WithoutOffset = ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd"];

    /// <param name="text">What the file says.</param>
    /// <param name="forms">The mapping's own forms, as .NET's format strings; ISO 8601 beside them.</param>
    /// <param name="offset">The offset of a moment that has none; null when such a moment is not taken.</param>
    /// <param name="moment">The moment.</param>
    public static bool TryParse(string text, IReadOnlyList<string> forms, TimeSpan? offset, out DateTimeOffset moment)
    {
        // The format takes a time without an offset too, which would be a different moment in every zone.
        bool hasOffset = text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
        if (hasOffset && DateTimeOffset.TryParseExact(text, WithOffset, CultureInfo.InvariantCulture, DateTimeStyles.None, out moment))
        {
            return true;
        }

        moment = default;
        if (offset is not { } known)
        {
            return false;
        }

        try
        {
            if (!DateTime.TryParseExact(
                text, [.. forms, .. WithoutOffset], CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local)
                || local.Kind != DateTimeKind.Unspecified)
            {
                return false;
            }

            moment = new DateTimeOffset(local, known).ToUniversalTime();
            return true;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentOutOfRangeException)
        {
            // A form that is none, or a moment at the very end of the calendar.
            return false;
        }
    }
}
