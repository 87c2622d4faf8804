using RetoRewards.Ethereum.Hashing;

namespace RetoRewards.Ethereum.Nodes;

/// <summary>The 2,048-bit filter of a block or receipt: says that an address or topic is surely not there, or may be.</summary>
/// <remarks>Source: the Ethereum yellow paper, section 4.3.1: three bits of the Keccak-256 of the bytes. Some chains leave it zero; ask such a node for logs instead.</remarks>
public sealed class LogsBloom
{
    /// <summary>The number of bytes: 256.</summary>
    public const int Length = 256;

    private readonly byte[] _bytes;

    /// <summary>Takes the bytes as they stand.</summary>
    /// <param name="bytes">Exactly 256 bytes.</param>
    /// <exception cref="ArgumentException">Another number of bytes.</exception>
    public LogsBloom(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException($"A bloom has {Length} bytes, not {bytes.Length}.", nameof(bytes));
        }

        _bytes = bytes.ToArray();
    }

    /// <summary>Whether a log of this address may be there; false is certain.</summary>
    /// <param name="address">The logging contract.</param>
    /// <returns>False if there is none for certain.</returns>
    public bool MayContain(Address address)
    {
        Span<byte> bytes = stackalloc byte[Address.Length];
        address.CopyTo(bytes);
        return MayContain(bytes);
    }

    /// <summary>Whether a log with this topic may be there; false is certain.</summary>
    /// <param name="topic">Any of the log's topics.</param>
    /// <returns>False if there is none for certain.</returns>
    public bool MayContain(Hash32 topic)
    {
        Span<byte> bytes = stackalloc byte[Hash32.Length];
        topic.CopyTo(bytes);
        return MayContain(bytes);
    }

    /// <summary>The 256 bytes in hexadecimal.</summary>
    /// <returns>514 characters.</returns>
    public override string ToString() => Hex.Encode(_bytes);

    private bool MayContain(ReadOnlySpan<byte> item)
    {
        Span<byte> hash = stackalloc byte[Hash32.Length];
        Keccak256.Hash(item, hash);
        for (int pair = 0; pair < 6; pair += 2)
        {
            int bit = ((hash[pair] << 8) | hash[pair + 1]) & 2047;
            if ((_bytes[Length - 1 - (bit / 8)] & (1 << (bit % 8))) == 0)
            {
                return false;
            }
        }

        return true;
    }
}
