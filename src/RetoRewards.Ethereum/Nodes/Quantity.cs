using System.Globalization;
using System.Numerics;

namespace RetoRewards.Ethereum.Nodes;

/// <summary>Integers as JSON-RPC writes them: hexadecimal after <c>0x</c>, without leading zeros.</summary>
internal static class Quantity
{
    private const int MaxDigits = 64;

    public static string Write(BigInteger value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        string digits = value.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');
        return digits.Length == 0 ? "0x0" : "0x" + digits;
    }

    public static bool TryRead(string? text, out BigInteger value)
    {
        value = default;
        return text is { Length: > 2 and <= 2 + MaxDigits }
            && text.StartsWith("0x", StringComparison.Ordinal)
            && BigInteger.TryParse("0" + text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}
