namespace RetoRewards.Domain.Referrals;

/// <summary>Reads a decimal number of degrees into whole nanodegrees.</summary>
internal static class DecimalDegrees
{
    // More than any number of degrees takes; the shortest text of a double has 25 characters at most.
    private const int MaxTextLength = 32;
    private const int MaxWholeDigits = 9;
    private const int KeptDecimals = 9;

    /// <summary>The number, cut towards minus infinity after the ninth decimal; null when the text is no such number.</summary>
    public static long? TryParse(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > MaxTextLength)
        {
            return null;
        }

        bool negative = text[0] == '-';
        string[] parts = text[(negative ? 1 : 0)..].Split('.');
        bool shaped = parts.Length <= 2 && parts[0].Length <= MaxWholeDigits && parts.All(IsDigits);
        if (!shaped)
        {
            return null;
        }

        string decimals = parts.Length == 2 ? parts[1] : string.Empty;
        long size = ValueOf(parts[0]) * GeoPoint.NanodegreesPerDegree;
        size += ValueOf(decimals.PadRight(KeptDecimals, '0')[..KeptDecimals]);
        bool cut = decimals.Skip(KeptDecimals).Any(digit => digit != '0');
        return negative ? -size - (cut ? 1 : 0) : size;
    }

    private static bool IsDigits(string part) => part.Length > 0 && part.All(char.IsAsciiDigit);

    private static long ValueOf(string digits)
    {
        long value = 0;
        foreach (char digit in digits)
        {
            value = (value * 10) + (digit - '0');
        }

        return value;
    }
}
