using System.Buffers.Binary;

namespace RetoRewards.Domain.Payouts;

/// <summary>The 20 bytes of a wallet on chain. The zero address is refused: tokens sent there are lost.</summary>
public readonly record struct WalletAddress : IComparable<WalletAddress>
{
    /// <summary>Length in bytes.</summary>
    public const int Length = 20;

    private readonly ulong high;
    private readonly ulong middle;
    private readonly uint low;

    private WalletAddress(ReadOnlySpan<byte> bytes)
    {
        high = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        middle = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        low = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
    }

    /// <summary>True for <c>default</c>, which no constructor gives.</summary>
    public bool IsEmpty => (high | middle | low) == 0;

    /// <summary>Reads 20 bytes.</summary>
    /// <exception cref="ArgumentException">There are not 20 bytes, or all are zero.</exception>
    public static WalletAddress FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException($"A wallet address has {Length} bytes.", nameof(bytes));
        }

        WalletAddress address = new(bytes);
        return address.IsEmpty ? throw new ArgumentException("The zero address is no wallet.", nameof(bytes)) : address;
    }

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <param name="text">20 bytes in hexadecimal after <c>0x</c>.</param>
    /// <param name="address">The address, or <c>default</c> when the text is none.</param>
    /// <returns>False when the text is no address, or the zero address.</returns>
    public static bool TryParse(string? text, out WalletAddress address)
    {
        Span<byte> bytes = stackalloc byte[Length];
        bool good = text is { Length: 2 + (2 * Length) } && text.StartsWith("0x", StringComparison.Ordinal)
            && Convert.FromHexString(text.AsSpan(2), bytes, out _, out int written) == System.Buffers.OperationStatus.Done && written == Length;
        address = good ? new WalletAddress(bytes) : default;
        return good && !address.IsEmpty;
    }

    /// <summary>Writes the 20 bytes.</summary>
    /// <param name="destination">At least 20 bytes.</param>
    public void WriteTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, high);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], middle);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], low);
    }

    /// <summary>The 20 bytes.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[Length];
        WriteTo(bytes);
        return bytes;
    }

    /// <summary>Orders by the bytes.</summary>
    public int CompareTo(WalletAddress other)
    {
        int order = high.CompareTo(other.high);
        order = order != 0 ? order : middle.CompareTo(other.middle);
        return order != 0 ? order : low.CompareTo(other.low);
    }

    /// <summary>Lower-case hexadecimal after <c>0x</c>, without the checksum of EIP-55.</summary>
    public override string ToString() => "0x" + Convert.ToHexStringLower(ToBytes());
}
