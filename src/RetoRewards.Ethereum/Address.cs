using System.Buffers.Binary;
using System.Text;
using RetoRewards.Ethereum.Hashing;

namespace RetoRewards.Ethereum;

/// <summary>The 20 bytes of an Ethereum account or contract, written with the checksum of EIP-55.</summary>
public readonly record struct Address : IComparable<Address>
{
    /// <summary>The number of bytes: 20.</summary>
    public const int Length = 20;

    private const int Digits = Length * 2;

    private readonly ulong _first;
    private readonly ulong _second;
    private readonly uint _third;

    /// <summary>Takes the bytes as they stand.</summary>
    /// <param name="bytes">Exactly 20 bytes.</param>
    /// <exception cref="ArgumentException">Another number of bytes.</exception>
    public Address(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException($"An address has {Length} bytes, not {bytes.Length}.", nameof(bytes));
        }

        _first = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _second = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _third = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
    }

    /// <summary>The zero address; also the default value.</summary>
    public static Address Zero => default;

    /// <summary>Whether all bytes are zero.</summary>
    public bool IsZero => (_first | _second | _third) == 0;

    /// <summary>Reads an address; letters in mixed case must carry the right EIP-55 checksum.</summary>
    /// <param name="text">40 hexadecimal digits, with or without the prefix <c>0x</c>; all lower or all upper case carries no checksum.</param>
    /// <returns>The address.</returns>
    /// <exception cref="FormatException">Another length, something that is no digit, or a wrong checksum.</exception>
    public static Address Parse(string text) =>
        TryParse(text, out Address address)
            ? address
            : throw new FormatException($"'{text}' is no address: 20 bytes in hexadecimal, its letters in one case or with the EIP-55 checksum.");

    /// <summary>Reads an address if it is well formed and its checksum, if it has one, is right.</summary>
    /// <param name="text">40 hexadecimal digits, with or without the prefix <c>0x</c>.</param>
    /// <param name="address">The address, or zero when it is malformed.</param>
    /// <returns>Whether the text was an address.</returns>
    public static bool TryParse(string? text, out Address address)
    {
        address = default;
        Span<byte> bytes = stackalloc byte[Length];
        if (text is null || !Hex.TryDecodeExactly(text, bytes))
        {
            return false;
        }

        Address read = new(bytes);
        ReadOnlySpan<char> digits = Hex.Digits(text);
        bool mixed = digits.ContainsAnyInRange('a', 'f') && digits.ContainsAnyInRange('A', 'F');
        if (mixed && !digits.SequenceEqual(read.ToString().AsSpan(2)))
        {
            return false;
        }

        address = read;
        return true;
    }

    /// <summary>The address of a public key: the last 20 bytes of its Keccak-256.</summary>
    /// <param name="uncompressed">64 bytes (x and y), or 65 with the leading byte 4.</param>
    /// <returns>The address.</returns>
    /// <exception cref="ArgumentException">Another form.</exception>
    public static Address FromPublicKey(ReadOnlySpan<byte> uncompressed)
    {
        if (uncompressed.Length == 65 && uncompressed[0] == 4)
        {
            uncompressed = uncompressed[1..];
        }

        if (uncompressed.Length != 64)
        {
            throw new ArgumentException("A public key is 64 bytes, or 65 with the leading byte 4.", nameof(uncompressed));
        }

        Span<byte> hash = stackalloc byte[Hash32.Length];
        Keccak256.Hash(uncompressed, hash);
        return new Address(hash[12..]);
    }

    /// <summary>The address at which a contract appears that this account creates with the nonce.</summary>
    /// <param name="nonce">The creating transaction's nonce, 0 or more.</param>
    /// <returns>The address of the new contract.</returns>
    public Address ContractCreatedAt(long nonce)
    {
        Rlp.RlpWriter writer = new();
        writer.BeginList();
        writer.WriteBytes(ToArray());
        writer.WriteInteger(nonce);
        writer.EndList();
        Span<byte> hash = stackalloc byte[Hash32.Length];
        Keccak256.Hash(writer.ToArray(), hash);
        return new Address(hash[12..]);
    }

    /// <summary>Writes the 20 bytes.</summary>
    /// <param name="destination">At least 20 bytes of room.</param>
    /// <exception cref="ArgumentOutOfRangeException">Too little room.</exception>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _first);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _second);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], _third);
    }

    /// <summary>The 20 bytes in a new array.</summary>
    /// <returns>A copy that the caller owns.</returns>
    public byte[] ToArray()
    {
        byte[] bytes = new byte[Length];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>Lower-case hexadecimal with the prefix <c>0x</c> and no checksum, for keys of tables and JSON-RPC.</summary>
    /// <returns>42 characters.</returns>
    public string ToLowerHex()
    {
        Span<byte> bytes = stackalloc byte[Length];
        CopyTo(bytes);
        return Hex.Encode(bytes);
    }

    /// <inheritdoc/>
    public int CompareTo(Address other)
    {
        int order = _first.CompareTo(other._first);
        order = order != 0 ? order : _second.CompareTo(other._second);
        return order != 0 ? order : _third.CompareTo(other._third);
    }

    /// <summary>Hexadecimal with the prefix <c>0x</c> and the checksum of EIP-55 in the case of its letters.</summary>
    /// <returns>42 characters.</returns>
    public override string ToString()
    {
        Span<char> text = stackalloc char[2 + Digits];
        ToLowerHex().CopyTo(text);
        Span<char> digits = text[2..];
        Span<byte> ascii = stackalloc byte[Digits];
        _ = Encoding.ASCII.GetBytes(digits, ascii);
        Span<byte> hash = stackalloc byte[Hash32.Length];
        Keccak256.Hash(ascii, hash);
        for (int i = 0; i < Digits; i++)
        {
            int nibble = (hash[i / 2] >> (i % 2 == 0 ? 4 : 0)) & 0xf;
            if (nibble >= 8)
            {
                digits[i] = char.ToUpperInvariant(digits[i]);
            }
        }

        return new string(text);
    }
}
