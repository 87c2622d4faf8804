using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace RetoRewards.Referrals.Links;

/// <summary>What a signed click id says: enough to attribute a sale even when the click's row was lost in a crash.</summary>
/// <param name="Id">The click's id, in order of time; its moment is in it, to a millisecond.</param>
/// <param name="Visitor">The random number of the first-party cookie; it tells visits of one browser together and nothing else.</param>
/// <param name="Code">The code that was clicked, as links carry it.</param>
/// <param name="ByBot">Whether it was counted as a program's.</param>
internal readonly record struct ClickId(Guid Id, long Visitor, string Code, bool ByBot)
{
    /// <summary>Longest text.</summary>
    public const int MaxTextLength = 96;

    private const int HeadBytes = 1 + 16 + 8;
    private const int MacBytes = 10;
    private const int MaxCodeLength = 24;
    private const int MaxBytes = HeadBytes + MaxCodeLength + MacBytes;
    private const int WholeMacBytes = 32;
    private const byte Version = 0x10;
    private const byte BotFlag = 1;
    private const byte UnrecordedFlag = 2;

    /// <summary>Whether it was given out without leaving a row, since too many clicks came at once.</summary>
    public bool Unrecorded { get; init; }

    /// <summary>The moment of the click, in whole milliseconds.</summary>
    public DateTimeOffset At => MomentOf(Id);

    /// <summary>An id for a click now, from 18 random bytes: ten for the id, eight for a visitor without a cookie.</summary>
    public static Guid NewId(DateTimeOffset now, ReadOnlySpan<byte> random)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, now.ToUnixTimeMilliseconds() << 16);
        random[..10].CopyTo(bytes[6..]);
        bytes[6] = (byte)(0x70 | (bytes[6] & 0x0f));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3f));
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>The signed text: base64url without padding, which needs no escaping in an address or a cookie.</summary>
    public string ToText(LinkKeys keys)
    {
        Span<byte> bytes = stackalloc byte[MaxBytes];
        int length = Write(bytes);
        Span<byte> mac = stackalloc byte[WholeMacBytes];
        keys.Clicks(bytes[..length], mac);
        mac[..MacBytes].CopyTo(bytes[length..]);
        return Base64Url.EncodeToString(bytes[..(length + MacBytes)]);
    }

    /// <summary>Reads what a sale or a cookie carries.</summary>
    /// <returns>The click id; null when this service never gave it out. Compared in constant time.</returns>
    public static ClickId? Read(string? text, LinkKeys keys)
    {
        Span<byte> bytes = stackalloc byte[MaxBytes + 3];
        if (text is null || text.Length > MaxTextLength || !Base64Url.IsValid(text)
            || !Base64Url.TryDecodeFromChars(text, bytes, out int count) || count <= HeadBytes + MacBytes || count > MaxBytes
            || (bytes[0] & ~(BotFlag | UnrecordedFlag)) != Version)
        {
            return null;
        }

        int length = count - MacBytes;
        Span<byte> mac = stackalloc byte[WholeMacBytes];
        keys.Clicks(bytes[..length], mac);
        return CryptographicOperations.FixedTimeEquals(mac[..MacBytes], bytes[length..count])
            ? new ClickId(
                new Guid(bytes[1..17], bigEndian: true),
                BinaryPrimitives.ReadInt64BigEndian(bytes[17..]),
                Encoding.ASCII.GetString(bytes[HeadBytes..length]),
                (bytes[0] & BotFlag) != 0)
            {
                Unrecorded = (bytes[0] & UnrecordedFlag) != 0,
            }
            : null;
    }

    private static DateTimeOffset MomentOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes) >>> 16);
    }

    private int Write(Span<byte> bytes)
    {
        bytes[0] = (byte)(Version | (ByBot ? BotFlag : 0) | (Unrecorded ? UnrecordedFlag : 0));
        Id.TryWriteBytes(bytes[1..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(bytes[17..], Visitor);
        return HeadBytes + Encoding.ASCII.GetBytes(Code, bytes[HeadBytes..]);
    }
}
