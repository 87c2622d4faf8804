namespace RetoRewards.Ethereum;

/// <summary>Hexadecimal text with the prefix <c>0x</c>, as Ethereum writes bytes.</summary>
public static class Hex
{
    /// <summary>Writes bytes as lower-case hexadecimal with the prefix <c>0x</c>.</summary>
    /// <param name="bytes">Any number of bytes; none gives <c>0x</c>.</param>
    /// <returns>Two digits a byte after the prefix.</returns>
    public static string Encode(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);

    /// <summary>Reads bytes from hexadecimal text.</summary>
    /// <param name="text">Two digits a byte, in either case, with or without the prefix <c>0x</c>.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="FormatException">An odd number of digits, or something that is no digit.</exception>
    public static byte[] Decode(string text) => Convert.FromHexString(Digits(text));

    /// <summary>Reads bytes from hexadecimal text if it is well formed.</summary>
    /// <param name="text">Two digits a byte, with or without the prefix <c>0x</c>.</param>
    /// <param name="bytes">The bytes, or an empty array when the text is malformed.</param>
    /// <returns>Whether the text was well formed.</returns>
    public static bool TryDecode(string? text, out byte[] bytes)
    {
        bytes = [];
        if (text is null)
        {
            return false;
        }

        ReadOnlySpan<char> digits = Digits(text);
        byte[] read = new byte[digits.Length / 2];
        if (digits.Length % 2 != 0
            || Convert.FromHexString(digits, read, out _, out int written) != System.Buffers.OperationStatus.Done
            || written != read.Length)
        {
            return false;
        }

        bytes = read;
        return true;
    }

    internal static bool TryDecodeExactly(ReadOnlySpan<char> text, Span<byte> destination)
    {
        ReadOnlySpan<char> digits = Digits(text);
        return digits.Length == destination.Length * 2
            && Convert.FromHexString(digits, destination, out _, out int written) == System.Buffers.OperationStatus.Done
            && written == destination.Length;
    }

    internal static ReadOnlySpan<char> Digits(ReadOnlySpan<char> text) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
}
