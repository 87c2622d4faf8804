using System.Buffers.Binary;
using System.Security.Cryptography;

namespace RetoRewards.Rewards;

/// <summary>The key, derived from the master key, under which rewards leave their fingerprints on chain.</summary>
/// <remarks>With it anyone who holds the roster can tell from the chain alone which rewards were paid; without it nobody can.</remarks>
internal sealed class FingerprintKey
{
    /// <summary>The name under which the key is derived from the master key.</summary>
    public const string Purpose = "fingerprints";

    /// <summary>Length of the key in bytes.</summary>
    public const int Length = 32;

    private readonly byte[] key;
    private readonly byte[][] earlier;

    /// <param name="key">The key of new fingerprints.</param>
    /// <param name="earlier">Keys of master keys that were in use before, the newest first.</param>
    /// <exception cref="ArgumentException">A key is not 32 bytes.</exception>
    public FingerprintKey(byte[] key, params byte[][] earlier)
    {
        this.key = Checked(key);
        this.earlier = [.. earlier.Select(Checked)];
    }

    /// <summary>Whether the master key was ever changed.</summary>
    public bool HasEarlier => earlier.Length > 0;

    /// <summary>The first 8 bytes of HMAC-SHA256 over a reward's identity, as a big-endian number in two's complement.</summary>
    public long Of(ReadOnlySpan<byte> rewardIdentity) => Of(key, rewardIdentity);

    /// <summary>What it would be under each earlier key.</summary>
    public IEnumerable<long> EarlierOf(byte[] rewardIdentity) => earlier.Select(one => Of(one, rewardIdentity));

    public override string ToString() => "(fingerprint key)";

    private static byte[] Checked(byte[] key) => key.Length == Length
        ? [.. key]
        : throw new ArgumentException($"A fingerprint key has {key.Length} bytes and must have {Length}.", nameof(key));

    private static long Of(byte[] key, ReadOnlySpan<byte> rewardIdentity)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, rewardIdentity, mac);
        return BinaryPrimitives.ReadInt64BigEndian(mac);
    }
}
