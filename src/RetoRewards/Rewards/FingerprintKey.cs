using System.Buffers.Binary;
using System.Security.Cryptography;

namespace RetoRewards.Rewards;

/// <summary>The key, derived from the master key, under which rewards leave their fingerprints on chain.</summary>
/// <remarks>With it anyone who holds the roster can tell from the chain alone which rewards were paid; without it nobody can.</remarks>
internal sealed class FingerprintKey
{
    /// <summary>Length of the key in bytes.</summary>
    public const int Length = 32;

    private readonly byte[] key;

    /// <exception cref="ArgumentException">The key is not 32 bytes.</exception>
    public FingerprintKey(byte[] key)
    {
        if (key.Length != Length)
        {
            throw new ArgumentException($"The fingerprint key has {key.Length} bytes and must have {Length}.", nameof(key));
        }

        this.key = [.. key];
    }

    /// <summary>The first 8 bytes of HMAC-SHA256 over a reward's identity, as a big-endian number in two's complement.</summary>
    public long Of(ReadOnlySpan<byte> rewardIdentity)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, rewardIdentity, mac);
        return BinaryPrimitives.ReadInt64BigEndian(mac);
    }

    public override string ToString() => "(fingerprint key)";
}
