using System.Text;

namespace RetoRewards.Sales.Files;

/// <summary>A line of a file: its text, or why it has none.</summary>
internal readonly record struct BoundedLine(long Number, string Text, string? Fault);

/// <summary>Reads a stream line by line as UTF-8 in bounded memory: what is wrong with one line costs that line only.</summary>
internal static class BoundedLines
{
    /// <summary>Most bytes of a line.</summary>
    public const int MaxBytes = 16 * 1024;

    private const int BufferBytes = 64 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The lines in order, blank ones left out.</summary>
    /// <exception cref="SaleFileException">The file begins as UTF-16 or UTF-32 does.</exception>
    public static async IAsyncEnumerable<BoundedLine> ReadAsync(
        Stream stream, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[BufferBytes];
        byte[] line = new byte[MaxBytes];
        int length = 0;
        bool tooLong = false;
        long number = 0;
        int read;
        while ((read = await stream.ReadAtLeastAsync(buffer, BufferBytes, throwOnEndOfStream: false, cancellationToken)) > 0)
        {
            int at = number == 0 && length == 0 ? AfterMark(buffer.AsSpan(0, read)) : 0;
            while (at < read)
            {
                int newline = buffer.AsSpan(at, read - at).IndexOf((byte)'\n');
                int taken = newline < 0 ? read - at : newline;
                tooLong |= length + taken > MaxBytes;
                if (!tooLong)
                {
                    buffer.AsSpan(at, taken).CopyTo(line.AsSpan(length));
                    length += taken;
                }

                at += taken + 1;
                if (newline >= 0)
                {
                    BoundedLine ended = Decode(++number, line.AsSpan(0, length), tooLong);
                    (length, tooLong) = (0, false);
                    if (!IsBlank(ended))
                    {
                        yield return ended;
                    }
                }
            }
        }

        BoundedLine last = Decode(number + 1, line.AsSpan(0, length), tooLong);
        if (!IsBlank(last))
        {
            yield return last;
        }
    }

    private static bool IsBlank(BoundedLine line) => line.Fault is null && string.IsNullOrWhiteSpace(line.Text);

    private static BoundedLine Decode(long number, ReadOnlySpan<byte> bytes, bool tooLong)
    {
        if (tooLong)
        {
            return new BoundedLine(number, "", $"The line is longer than {MaxBytes} bytes.");
        }

        try
        {
            return new BoundedLine(number, Strict.GetString(bytes.TrimEnd((byte)'\r')), null);
        }
        catch (DecoderFallbackException)
        {
            return new BoundedLine(number, "", "The line is not UTF-8.");
        }
    }

    /// <summary>Where the text begins: after a byte order mark of UTF-8, if there is one.</summary>
    private static int AfterMark(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith(Encoding.UTF8.Preamble))
        {
            return Encoding.UTF8.Preamble.Length;
        }

        return start.StartsWith(Encoding.Unicode.Preamble) || start.StartsWith(Encoding.BigEndianUnicode.Preamble)
            ? throw new SaleFileException("The file is UTF-16. Save it as UTF-8.")
            : 0;
    }
}
