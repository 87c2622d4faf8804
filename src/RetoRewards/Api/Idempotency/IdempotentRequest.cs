namespace RetoRewards.Api.Idempotency;

/// <summary>A POST that carries an Idempotency-Key.</summary>
/// <param name="Scope">The partner whose key it is; all zero for administrators.</param>
/// <param name="Key">1 to 255 printable characters of ASCII.</param>
/// <param name="RequestHash">SHA-256 of method, address and body.</param>
internal sealed record IdempotentRequest(Guid Scope, string Key, byte[] RequestHash)
{
    public const string Header = "Idempotency-Key";

    /// <summary>Set on an answer that was given before.</summary>
    public const string ReplayedHeader = "Idempotency-Replayed";

    public const int MaxKeyLength = 255;

    public static bool IsKey(string text) =>
        text.Length is > 0 and <= MaxKeyLength && text.All(character => character is >= ' ' and <= '~');
}
