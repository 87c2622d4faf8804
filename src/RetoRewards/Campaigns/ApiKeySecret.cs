using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace RetoRewards.Campaigns;

/// <summary>The secret of an API key: <c>reto_</c> and 256 random bits in base64url. Shown once; only its SHA-256 is kept.</summary>
/// <remarks>A plain hash suffices, since nobody can try 2^256 keys; the lookup goes by the hash, so no byte of a secret is compared.</remarks>
internal readonly record struct ApiKeySecret
{
    public const string Prefix = "reto_";

    private const int RandomBytes = 32;
    private const int EncodedLength = 43;

    private ApiKeySecret(string text)
    {
        Text = text;
    }

    /// <summary>The secret itself.</summary>
    public string Text { get; }

    public static ApiKeySecret Draw() =>
        new(Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes)));

    /// <summary>Takes what a caller presents; null when it cannot be a key, so that nothing is looked up for it.</summary>
    public static ApiKeySecret? Read(string presented) =>
        presented.Length == Prefix.Length + EncodedLength && presented.StartsWith(Prefix, StringComparison.Ordinal)
            && Base64Url.IsValid(presented.AsSpan(Prefix.Length))
            ? new ApiKeySecret(presented)
            : null;

    /// <summary>What is stored.</summary>
    public byte[] Hash() => SHA256.HashData(Encoding.ASCII.GetBytes(Text));

    public override string ToString() => Prefix + "(secret)";
}
