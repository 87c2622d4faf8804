using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RetoRewards.Sales.Webhooks;

/// <summary>What the schemes of signatures have in common.</summary>
internal static class Signatures
{
    /// <summary>How far a signed moment may lie from our clock, either way.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Most signatures of one call that are looked at.</summary>
    public const int MaxSignatures = 16;

    /// <summary>Whether one of the signatures is the HMAC-SHA256 of the message under one of the keys. Takes as long whatever differs.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="signatures">The signatures, decoded; of any length.</param>
    /// <param name="message">The parts of the message, in order.</param>
    public static bool AnyFits(
        IEnumerable<byte[]> keys, IReadOnlyList<byte[]> signatures, params ReadOnlySpan<ReadOnlyMemory<byte>> message)
    {
        bool fits = false;
        foreach (byte[] key in keys)
        {
            using IncrementalHash hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
            foreach (ReadOnlyMemory<byte> part in message)
            {
                hmac.AppendData(part.Span);
            }

            byte[] expected = hmac.GetHashAndReset();
            foreach (byte[] signature in signatures.Take(MaxSignatures))
            {
                fits |= CryptographicOperations.FixedTimeEquals(expected, signature);
            }
        }

        return fits;
    }

    /// <summary>Reads seconds since 1970; null when the text is no such number.</summary>
    public static DateTimeOffset? Moment(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) && seconds <= 253_402_300_799
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    public static bool IsInTime(DateTimeOffset moment, DateTimeOffset now) => (now - moment).Duration() <= Tolerance;

    /// <summary>Decodes base64; null when it is none.</summary>
    public static byte[]? Base64(string text)
    {
        byte[] bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out int written) ? bytes[..written] : null;
    }

    /// <summary>Decodes hexadecimal digits; null when it is none.</summary>
    public static byte[]? Hex(string text)
    {
        byte[] bytes = new byte[text.Length / 2];
        return text.Length % 2 == 0
            && Convert.FromHexString(text, bytes, out _, out int written) == System.Buffers.OperationStatus.Done
            && written == bytes.Length
            ? bytes
            : null;
    }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>The scheme of shops that send one base64 HMAC of the body (Shopify, WooCommerce): it has no moment, so what keeps a
    /// replay harmless is the event's own id.</summary>
    public static SignatureCheck CheckBody(WebhookCall call, string header, IReadOnlyList<string> secrets, string prefix = "")
    {
        string? signature = call.Headers(header);
        if (string.IsNullOrEmpty(signature))
        {
            return SignatureCheck.Missing;
        }

        byte[]? bytes = Base64(signature);
        return bytes is not null && AnyFits(secrets.Select(Utf8), [bytes], Utf8(prefix), call.Body)
            ? SignatureCheck.Good
            : SignatureCheck.Wrong;
    }
}
