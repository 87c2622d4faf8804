using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace RetoRewards.Domain.Referrals;

/// <summary>Where a link was issued, tied to its code: a coarse cell and, if there is one, the placement.</summary>
/// <remarks>
/// <para>
/// In a link it reads <c>cell.signature</c> or <c>cell.placement.signature</c>. The signature is the first
/// <see cref="SignatureBytes"/> bytes of the host's keyed hash over code, cell and placement, in 16 characters of
/// lower-case Crockford base 32: 80 bits, so that a guess passes with a chance of 1 in 2^80. The code is signed but not
/// repeated in the tag; the tag of one code is refused under another.
/// </para>
/// <para>
/// There is exactly one spelling of a tag, so any changed character of it is noticed. Taking the tag away leaves a link
/// without a place, which is counted as such and never as some place.
/// </para>
/// </remarks>
public sealed record Geotag
{
    /// <summary>The finest cell that a link may carry, about 1.2 by 0.6 km: a link is public and may be issued from somebody's home.</summary>
    public const int MaxPrecision = 6;

    /// <summary>Bytes that the keyed hash has: those of SHA-256.</summary>
    public const int MacBytes = 32;

    /// <summary>Bytes of it that a link carries.</summary>
    public const int SignatureBytes = 10;

    /// <summary>Most characters of a tag in a link.</summary>
    public const int MaxTextLength = MaxPrecision + 1 + Referrals.Placement.MaxLength + 1 + SignatureLength;

    private const int SignatureLength = SignatureBytes * 8 / 5;
    private const string Purpose = "RetoRewards geotag 1";

    private static readonly SearchValues<char> SignatureSymbols = SearchValues.Create(CrockfordAlphabet.SymbolsLower);

    /// <summary>Makes a tag for a link.</summary>
    /// <param name="cell">The cell; coarsen it first to what the campaign says.</param>
    /// <param name="placement">The placement, or null for none.</param>
    /// <exception cref="ArgumentException">The cell is finer than <see cref="MaxPrecision"/>, or a value is <c>default</c>.</exception>
    public Geotag(GeoCell cell, Placement? placement)
    {
        if (cell == default || cell.Precision > MaxPrecision)
        {
            throw new ArgumentException($"A link carries a cell of 1 to {MaxPrecision} characters.", nameof(cell));
        }

        if (placement == default(Placement))
        {
            throw new ArgumentException("A placement may be missing but not empty.", nameof(placement));
        }

        Cell = cell;
        Placement = placement;
    }

    /// <summary>The cell of issue.</summary>
    public GeoCell Cell { get; }

    /// <summary>The placement, or null for none.</summary>
    public Placement? Placement { get; }

    /// <summary>Reads and checks the tag that a link carries.</summary>
    /// <param name="code">The code of the same link.</param>
    /// <param name="text">The tag as it stands in the link.</param>
    /// <param name="mac">The host's keyed hash.</param>
    /// <returns>The tag as it was issued; or <c>geotag_malformed</c>; or <c>geotag_altered</c>. Compared in constant time.</returns>
    public static GeotagReading Read(LinkCode code, string? text, GeotagMac mac)
    {
        if (text is null || text.Length > MaxTextLength)
        {
            return new GeotagReading.Malformed();
        }

        string[] parts = text.Split('.');
        Placement placement = default;
        bool shaped = parts.Length is 2 or 3
            && IsSignature(parts[^1])
            && (parts.Length == 2 || Referrals.Placement.TryParse(parts[1], out placement));
        if (!shaped || !GeoCell.TryParse(parts[0], out GeoCell cell) || cell.Value != parts[0] || cell.Precision > MaxPrecision)
        {
            return new GeotagReading.Malformed();
        }

        var tag = new Geotag(cell, parts.Length == 3 ? placement : null);
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(tag.Sign(code, mac)), Encoding.ASCII.GetBytes(parts[^1]))
            ? new GeotagReading.Genuine(tag)
            : new GeotagReading.Altered();
    }

    /// <summary>The tag as it stands in a link.</summary>
    /// <param name="code">The code of the link.</param>
    /// <param name="mac">The host's keyed hash.</param>
    public string ToText(LinkCode code, GeotagMac mac) =>
        Placement is { } placement ? $"{Cell}.{placement}.{Sign(code, mac)}" : $"{Cell}.{Sign(code, mac)}";

    /// <summary>The canonical bytes that are signed.</summary>
    /// <remarks>
    /// ASCII: purpose and version, code, cell and placement (empty for none), each ended by a line feed. No part can
    /// contain a line feed, so different tags have different bytes.
    /// </remarks>
    /// <param name="code">The code of the link.</param>
    public byte[] ToBytes(LinkCode code) => Encoding.ASCII.GetBytes($"{Purpose}\n{code}\n{Cell}\n{Placement}\n");

    private static bool IsSignature(string text) =>
        text.Length == SignatureLength && !text.AsSpan().ContainsAnyExcept(SignatureSymbols);

    private string Sign(LinkCode code, GeotagMac mac)
    {
        Span<byte> hash = stackalloc byte[MacBytes];
        mac(ToBytes(code), hash);
        Span<char> characters = stackalloc char[SignatureLength];
        for (int i = 0; i < SignatureLength; i++)
        {
            characters[i] = CrockfordAlphabet.SymbolsLower[FiveBitsAt(hash, i * 5)];
        }

        return new string(characters);
    }

    private static int FiveBitsAt(ReadOnlySpan<byte> bytes, int bit)
    {
        int window = (bytes[bit / 8] << 8) | bytes[(bit / 8) + 1];
        return (window >> (11 - (bit % 8))) & 31;
    }
}
