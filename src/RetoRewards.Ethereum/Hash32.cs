using System.Buffers.Binary;

namespace RetoRewards.Ethereum;

/// <summary>Thirty-two bytes: a hash, a topic, a storage word or a <c>bytes32</c>. Compared as a big-endian number.</summary>
public readonly record struct Hash32 : IComparable<Hash32>
{
    /// <summary>The number of bytes: 32.</summary>
    public const int Length = 32;

    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly ulong _fourth;

    /// <summary>Takes the bytes as they stand.</summary>
    /// <param name="bytes">Exactly 32 bytes.</param>
    /// <exception cref="ArgumentException">Another number of bytes.</exception>
    public Hash32(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException($"A hash has {Length} bytes, not {bytes.Length}.", nameof(bytes));
        }

        _first = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _second = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _third = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _fourth = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>Thirty-two zero bytes; also the default value.</summary>
    public static Hash32 Zero => default;

    /// <summary>Whether all bytes are zero.</summary>
    public bool IsZero => (_first | _second | _third | _fourth) == 0;

    /// <summary>Reads 64 hexadecimal digits.</summary>
    /// <param name="text">The digits in either case, with or without the prefix <c>0x</c>.</param>
    /// <returns>The value.</returns>
    /// <exception cref="FormatException">Another length, or something that is no digit.</exception>
    public static Hash32 Parse(string text) =>
        TryParse(text, out Hash32 hash) ? hash : throw new FormatException($"'{text}' is not 32 bytes in hexadecimal.");

    /// <summary>Reads 64 hexadecimal digits if they are well formed.</summary>
    /// <param name="text">The digits in either case, with or without the prefix <c>0x</c>.</param>
    /// <param name="hash">The value, or zero when malformed.</param>
    /// <returns>Whether the text was well formed.</returns>
    public static bool TryParse(string? text, out Hash32 hash)
    {
        Span<byte> bytes = stackalloc byte[Length];
        bool wellFormed = text is not null && Hex.TryDecodeExactly(text, bytes);
        hash = wellFormed ? new Hash32(bytes) : default;
        return wellFormed;
    }

    /// <summary>Writes the 32 bytes.</summary>
    /// <param name="destination">At least 32 bytes of room.</param>
    /// <exception cref="ArgumentOutOfRangeException">Too little room.</exception>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _first);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _second);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _third);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _fourth);
    }

    /// <summary>The 32 bytes in a new array.</summary>
    /// <returns>A copy that the caller owns.</returns>
    public byte[] ToArray()
    {
        byte[] bytes = new byte[Length];
        CopyTo(bytes);
        return bytes;
    }

    /// <inheritdoc/>
    public int CompareTo(Hash32 other)
    {
        int order = _first.CompareTo(other._first);
        order = order != 0 ? order : _second.CompareTo(other._second);
        order = order != 0 ? order : _third.CompareTo(other._third);
        return order != 0 ? order : _fourth.CompareTo(other._fourth);
    }

    /// <summary>Lower-case hexadecimal with the prefix <c>0x</c>.</summary>
    /// <returns>66 characters.</returns>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        CopyTo(bytes);
        return Hex.Encode(bytes);
    }
}
