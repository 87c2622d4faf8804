using System.Security.Cryptography;
using RetoRewards.Domain.Referrals;

namespace RetoRewards.Referrals.Links;

/// <summary>The keyed hashes of links: one key for geotags, another for click ids, each for nothing else.</summary>
internal sealed class LinkKeys(byte[] geotagKey, byte[] clickKey)
{
    /// <summary>The hash over a geotag.</summary>
    public GeotagMac Geotags { get; } = (message, mac) => HMACSHA256.HashData(geotagKey, message, mac);

    /// <summary>The hash over a click id, 32 bytes.</summary>
    public void Clicks(ReadOnlySpan<byte> message, Span<byte> mac) => HMACSHA256.HashData(clickKey, message, mac);
}
