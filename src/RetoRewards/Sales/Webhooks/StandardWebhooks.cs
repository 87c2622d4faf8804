namespace RetoRewards.Sales.Webhooks;

/// <summary>The signature of the Standard Webhooks specification, which our own format uses.</summary>
/// <remarks>
/// HMAC-SHA256 over <c>id.timestamp.body</c>, the raw bytes, under the secret's base64 behind <c>whsec_</c>; a list of
/// <c>v1,base64</c> separated by blanks, any of which may fit, so that a sender can sign with two secrets while it rotates them.
/// </remarks>
internal static class StandardWebhooks
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    private const string SecretPrefix = "whsec_";
    private const string Version = "v1,";

    public static SignatureCheck Verify(WebhookCall call, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
        string? id = call.Headers(IdHeader);
        string? timestamp = call.Headers(TimestampHeader);
        string? signature = call.Headers(SignatureHeader);
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(timestamp) || string.IsNullOrEmpty(signature))
        {
            return SignatureCheck.Missing;
        }

        byte[][] signatures =
        [
            .. signature.Split(' ', Signatures.MaxSignatures + 1)
                .Where(one => one.StartsWith(Version, StringComparison.Ordinal))
                .Select(one => Signatures.Base64(one[Version.Length..])).OfType<byte[]>(),
        ];
        if (Signatures.Moment(timestamp) is not { } moment
            || !Signatures.AnyFits(secrets.Select(Key), signatures, Signatures.Utf8($"{id}.{timestamp}."), call.Body))
        {
            return SignatureCheck.Wrong;
        }

        return Signatures.IsInTime(moment, now) ? SignatureCheck.Good : SignatureCheck.OutOfTime;
    }

    /// <summary>The key behind a secret; a secret that is no base64 counts as its own text.</summary>
    private static byte[] Key(string secret)
    {
        string text = secret.StartsWith(SecretPrefix, StringComparison.Ordinal) ? secret[SecretPrefix.Length..] : secret;
        return Signatures.Base64(text) ?? Signatures.Utf8(secret);
    }
}
