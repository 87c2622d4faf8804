using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace RetoRewards.Referrals.Places;

/// <summary>A database in MaxMind's format (version 2.0 of its public specification), held in memory: a binary tree over address bits
/// whose leaves point at records.</summary>
/// <remarks>
/// The file is somebody else's: nothing in it is believed. Every offset is checked against its section, every walk has a bound, and
/// what does not fit is an <see cref="InvalidDataException"/>, never a loop, a crash or a wrong answer.
/// </remarks>
internal sealed class MaxMindDatabase
{
    /// <summary>Largest file that is read.</summary>
    public const long MaxFileBytes = 1L << 30;

    /// <summary>Zero bytes between the tree and the records.</summary>
    private const int SeparatorBytes = 16;

    /// <summary>Most bytes from the end in which the metadata begins.</summary>
    private const int MaxMetadataBytes = 128 * 1024;

    private const int Ipv4Bits = 32;
    private const int Ipv6Bits = 128;

    private readonly byte[] file;
    private readonly int nodeCount;
    private readonly int recordBits;
    private readonly int treeBytes;
    private readonly int ipVersion;
    private readonly int ipv4Start;

    /// <summary>Opens a database.</summary>
    /// <param name="file">The whole file.</param>
    /// <exception cref="InvalidDataException">It is no database of this format, or a damaged one.</exception>
    public MaxMindDatabase(byte[] file)
    {
        this.file = file;
        int metadata = FindMetadata(file);
        MaxMindRecords described = new(file, metadata, file.Length);
        long nodes = described.Number(metadata, "node_count") ?? throw Damaged("names no node_count");
        long bits = described.Number(metadata, "record_size") ?? throw Damaged("names no record_size");
        long version = described.Number(metadata, "ip_version") ?? throw Damaged("names no ip_version");
        long major = described.Number(metadata, "binary_format_major_version") ?? throw Damaged("names no version of its format");
        if (major != 2 || bits is not (24 or 28 or 32) || version is not (4 or 6))
        {
            throw Damaged($"has version {major}, records of {bits} bits and addresses of version {version}");
        }

        int marker = metadata - Marker.Length;
        long tree = nodes * bits / 4;
        if (nodes is < 0 or > int.MaxValue || tree + SeparatorBytes > marker)
        {
            throw Damaged("has a tree that is larger than the file");
        }

        if (file.AsSpan((int)tree, SeparatorBytes).ContainsAnyExcept((byte)0))
        {
            throw Damaged("has no separator behind its tree: the number of nodes is wrong");
        }

        Type = described.Text(metadata, "database_type") ?? string.Empty;
        nodeCount = (int)nodes;
        recordBits = (int)bits;
        treeBytes = (int)tree;
        ipVersion = (int)version;
        Records = new MaxMindRecords(file, treeBytes + SeparatorBytes, marker);
        ipv4Start = ipVersion == 4 ? 0 : Walk(0, stackalloc byte[Ipv6Bits / 8], Ipv6Bits - Ipv4Bits);
    }

    /// <summary>What the database says it is, such as <c>GeoLite2-City</c>.</summary>
    public string Type { get; }

    /// <summary>The records that leaves point at.</summary>
    public MaxMindRecords Records { get; }

    /// <summary>AB CD EF and the name of the maker.</summary>
    private static ReadOnlySpan<byte> Marker =>
        [0xAB, 0xCD, 0xEF, 0x4D, 0x61, 0x78, 0x4D, 0x69, 0x6E, 0x64, 0x2E, 0x63, 0x6F, 0x6D];

    /// <summary>The record of an address.</summary>
    /// <returns>Its place in <see cref="Records"/>; null when the database knows nothing of the address.</returns>
    /// <exception cref="InvalidDataException">The database is damaged where the address lies.</exception>
    public int? Find(IPAddress address)
    {
        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        bool isIpv4 = plain.AddressFamily == AddressFamily.InterNetwork;
        if (!isIpv4 && ipVersion == 4)
        {
            return null;
        }

        Span<byte> bits = stackalloc byte[16];
        plain.TryWriteBytes(bits, out int length);
        int found = Walk(isIpv4 ? ipv4Start : 0, bits, length * 8);
        if (found <= nodeCount)
        {
            // A node where the bits end is a leaf that the tree does not have.
            return found == nodeCount ? null : throw Damaged("has a tree that is deeper than an address");
        }

        long place = (long)found - nodeCount - SeparatorBytes + Records.Start;
        return place >= Records.Start && place < Records.End
            ? (int)place
            : throw Damaged("has a leaf that points outside its records");
    }

    private static int FindMetadata(byte[] file)
    {
        int from = Math.Max(0, file.Length - MaxMetadataBytes);
        int at = file.AsSpan(from).LastIndexOf(Marker);
        return at < 0 ? throw Damaged("has no metadata") : from + at + Marker.Length;
    }

    /// <summary>Follows bits from a node until they end, or a leaf or nothing is reached.</summary>
    private int Walk(int node, ReadOnlySpan<byte> bits, int count)
    {
        for (int bit = 0; bit < count && (uint)node < (uint)nodeCount; bit++)
        {
            node = Record(node, (bits[bit / 8] >> (7 - (bit % 8))) & 1);
        }

        return node;
    }

    private int Record(int node, int side)
    {
        ReadOnlySpan<byte> both = file.AsSpan((int)((long)node * recordBits / 4), recordBits / 4);
        uint value = recordBits switch
        {
            24 => (uint)((both[side * 3] << 16) | (both[(side * 3) + 1] << 8) | both[(side * 3) + 2]),
            28 when side == 0 => (uint)(((both[3] & 0xf0) << 20) | (both[0] << 16) | (both[1] << 8) | both[2]),
            28 => (uint)(((both[3] & 0x0f) << 24) | (both[4] << 16) | (both[5] << 8) | both[6]),
            _ => BinaryPrimitives.ReadUInt32BigEndian(both[(side * 4)..]),
        };
        return value <= int.MaxValue ? (int)value : throw Damaged("has a record beyond every offset");
    }

    private static InvalidDataException Damaged(string how) => new($"The database of places {how}.");
}
