namespace RetoRewards.Domain.Referrals;

/// <summary>The host's keyed hash over a geotag: HMAC-SHA256 under a key that is kept for geotags only.</summary>
/// <remarks>
/// The domain holds no key. To change keys, issue with the new one and read with each key still honoured, newest first.
/// </remarks>
/// <param name="message">What <see cref="Geotag.ToBytes"/> gives.</param>
/// <param name="mac">Takes the whole hash, <see cref="Geotag.MacBytes"/> bytes.</param>
public delegate void GeotagMac(ReadOnlySpan<byte> message, Span<byte> mac);
