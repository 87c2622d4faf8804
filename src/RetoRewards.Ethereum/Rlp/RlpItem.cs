using System.Numerics;

namespace RetoRewards.Ethereum.Rlp;

/// <summary>A byte string or a list, read from its recursive length prefix coding.</summary>
public sealed class RlpItem
{
    /// <summary>Most levels of lists within lists.</summary>
    public const int MaxDepth = 32;

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly IReadOnlyList<RlpItem>? _items;

    private RlpItem(ReadOnlyMemory<byte> bytes, IReadOnlyList<RlpItem>? items)
    {
        _bytes = bytes;
        _items = items;
    }

    /// <summary>Whether it is a list.</summary>
    public bool IsList => _items is not null;

    /// <summary>The byte string.</summary>
    /// <returns>A part of what was read, not a copy.</returns>
    /// <exception cref="FormatException">It is a list.</exception>
    public ReadOnlyMemory<byte> AsBytes() => _items is null ? _bytes : throw new FormatException("There is a list where bytes belong.");

    /// <summary>The items of the list.</summary>
    /// <returns>The items in order.</returns>
    /// <exception cref="FormatException">It is a byte string.</exception>
    public IReadOnlyList<RlpItem> AsList() => _items ?? throw new FormatException("There are bytes where a list belongs.");

    /// <summary>Reads one item that takes all of the data; only the one shortest coding of a value is taken.</summary>
    /// <param name="data">The coding.</param>
    /// <returns>The item.</returns>
    /// <exception cref="FormatException">The coding is cut off, goes on too long, is not the shortest, or is nested too deep.</exception>
    public static RlpItem Read(ReadOnlyMemory<byte> data)
    {
        RlpItem item = Next(data, MaxDepth, out int length);
        return length == data.Length ? item : throw new FormatException("Bytes follow the RLP item.");
    }

    /// <summary>The bytes as a big-endian integer without leading zeros.</summary>
    /// <returns>0 or more; of no bytes, 0.</returns>
    /// <exception cref="FormatException">It is a list or has leading zeros.</exception>
    public BigInteger ToInteger()
    {
        ReadOnlySpan<byte> bytes = AsBytes().Span;
        return bytes.Length > 0 && bytes[0] == 0
            ? throw new FormatException("An RLP integer has leading zeros.")
            : new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
    }

    private static RlpItem Next(ReadOnlyMemory<byte> data, int depth, out int length)
    {
        if (data.Length == 0)
        {
            throw CutOff();
        }

        byte first = data.Span[0];
        if (first < 0x80)
        {
            length = 1;
            return new RlpItem(data[..1], null);
        }

        bool list = first >= 0xc0;
        int shortLength = first - (list ? 0xc0 : 0x80);
        int prefix = shortLength <= 55 ? 1 : 1 + shortLength - 55;
        int contentLength = shortLength <= 55 ? shortLength : LongLength(data.Span[1..], prefix - 1);
        if (contentLength > data.Length - prefix)
        {
            throw CutOff();
        }

        ReadOnlyMemory<byte> content = data.Slice(prefix, contentLength);
        length = prefix + contentLength;
        if (list)
        {
            return new RlpItem(default, List(content, depth));
        }

        return contentLength == 1 && content.Span[0] < 0x80
            ? throw new FormatException("An RLP byte has a prefix that it does not need.")
            : new RlpItem(content, null);
    }

    private static List<RlpItem> List(ReadOnlyMemory<byte> content, int depth)
    {
        if (depth == 0)
        {
            throw new FormatException($"RLP lists are nested more than {MaxDepth} deep.");
        }

        List<RlpItem> items = [];
        while (content.Length > 0)
        {
            items.Add(Next(content, depth - 1, out int length));
            content = content[length..];
        }

        return items;
    }

    private static int LongLength(ReadOnlySpan<byte> data, int lengthOfLength)
    {
        if (lengthOfLength > data.Length)
        {
            throw CutOff();
        }

        BigInteger length = new(data[..lengthOfLength], isUnsigned: true, isBigEndian: true);
        if (data[0] == 0 || length <= 55)
        {
            throw new FormatException("An RLP length is longer than it needs to be.");
        }

        return length <= int.MaxValue ? (int)length : throw CutOff();
    }

    private static FormatException CutOff() => new("The RLP data is cut off.");
}
