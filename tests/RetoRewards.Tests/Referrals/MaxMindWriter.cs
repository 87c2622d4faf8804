using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace RetoRewards.Tests.Referrals;

/// <summary>Writes small databases in MaxMind's format, from its specification and apart from the reader, so that no file of others is
/// needed. Values are maps, lists, texts and numbers of C#.</summary>
internal static class MaxMindWriter
{
    private static readonly byte[] Marker = [0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8];

    public static byte[] Write(int recordBits, int ipVersion, params (string Network, object Value)[] networks)
    {
        MemoryStream data = new();
        List<int[]> nodes = [[-1, -1]];
        foreach ((string network, object value) in networks)
        {
            int offset = (int)data.Length;
            Encode(data, value);
            Insert(nodes, Bits(network, ipVersion), offset);
        }

        return Assemble(recordBits, ipVersion, nodes, data.ToArray(), nodes.Count);
    }

    /// <summary>Puts tree, data and metadata together; the number of nodes may be a lie.</summary>
    public static byte[] Assemble(int recordBits, int ipVersion, List<int[]> nodes, byte[] data, long claimedNodes)
    {
        MemoryStream file = new();
        foreach (int[] node in nodes)
        {
            WriteNode(file, recordBits, Record(node[0], nodes.Count), Record(node[1], nodes.Count));
        }

        file.Write(new byte[16]);
        file.Write(data);
        file.Write(Marker);
        Encode(file, new Dictionary<string, object>
        {
            ["binary_format_major_version"] = (ushort)2,
            ["binary_format_minor_version"] = (ushort)0,
            ["build_epoch"] = 1_700_000_000UL,
            ["database_type"] = "Test-City",
            ["description"] = new Dictionary<string, object> { ["en"] = "a test" },
            ["ip_version"] = (ushort)ipVersion,
            ["languages"] = new object[] { "en" },
            ["node_count"] = (uint)claimedNodes,
            ["record_size"] = (ushort)recordBits,
        });
        return file.ToArray();
    }

    public static void Encode(Stream to, object value)
    {
        switch (value)
        {
            case string text:
                byte[] bytes = Encoding.UTF8.GetBytes(text);
                Head(to, 2, bytes.Length);
                to.Write(bytes);
                break;
            case double fraction:
                Head(to, 3, 8);
                Span<byte> eight = stackalloc byte[8];
                BinaryPrimitives.WriteDoubleBigEndian(eight, fraction);
                to.Write(eight);
                break;
            case float single:
                Head(to, 15, 4);
                Span<byte> four = stackalloc byte[4];
                BinaryPrimitives.WriteSingleBigEndian(four, single);
                to.Write(four);
                break;
            case byte[] raw:
                Head(to, 4, raw.Length);
                to.Write(raw);
                break;
            case ushort number:
                Unsigned(to, 5, number);
                break;
            case uint number:
                Unsigned(to, 6, number);
                break;
            case ulong number:
                Unsigned(to, 9, number);
                break;
            case int number:
                Head(to, 8, 4);
                Span<byte> whole = stackalloc byte[4];
                BinaryPrimitives.WriteInt32BigEndian(whole, number);
                to.Write(whole);
                break;
            case bool flag:
                Head(to, 14, flag ? 1 : 0);
                break;
            case Pointer pointer:
                to.Write([(byte)(0x20 | (pointer.To >> 8)), (byte)pointer.To]);
                break;
            case IDictionary<string, object> map:
                Head(to, 7, map.Count);
                foreach ((string key, object one) in map)
                {
                    Encode(to, key);
                    Encode(to, one);
                }

                break;
            case object[] list:
                Head(to, 11, list.Length);
                foreach (object one in list)
                {
                    Encode(to, one);
                }

                break;
            default:
                throw new ArgumentException($"No such value: {value}.", nameof(value));
        }
    }

    public static void Head(Stream to, int type, int size)
    {
        int small = size < 29 ? size : size < 285 ? 29 : size < 65_821 ? 30 : 31;
        to.WriteByte((byte)(((type < 8 ? type : 0) << 5) | small));
        if (type >= 8)
        {
            to.WriteByte((byte)(type - 7));
        }

        int rest = small switch { 29 => size - 29, 30 => size - 285, 31 => size - 65_821, _ => 0 };
        for (int part = small - 29; part >= 0; part--)
        {
            to.WriteByte((byte)(rest >> (8 * part)));
        }
    }

    private static void Unsigned(Stream to, int type, ulong number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
        ReadOnlySpan<byte> shortest = bytes.TrimStart((byte)0);
        Head(to, type, shortest.Length);
        to.Write(shortest);
    }

    private static bool[] Bits(string network, int ipVersion)
    {
        string[] parts = network.Split('/');
        IPAddress address = IPAddress.Parse(parts[0]);
        byte[] bytes = address.GetAddressBytes();
        int prefix = int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
        if (bytes.Length == 4 && ipVersion == 6)
        {
            bytes = [.. new byte[12], .. bytes];
            prefix += 96;
        }

        return [.. Enumerable.Range(0, prefix).Select(bit => ((bytes[bit / 8] >> (7 - (bit % 8))) & 1) == 1)];
    }

    // A record below -1 holds a place in the data; -1 holds nothing; anything else is a node.
    private static void Insert(List<int[]> nodes, bool[] bits, int offset)
    {
        int node = 0;
        for (int bit = 0; bit < bits.Length - 1; bit++)
        {
            int side = bits[bit] ? 1 : 0;
            if (nodes[node][side] < 0)
            {
                nodes.Add([-1, -1]);
                nodes[node][side] = nodes.Count - 1;
            }

            node = nodes[node][side];
        }

        nodes[node][bits[^1] ? 1 : 0] = -2 - offset;
    }

    private static uint Record(int record, int nodeCount) =>
        record == -1 ? (uint)nodeCount : record < -1 ? (uint)(nodeCount + 16 + (-2 - record)) : (uint)record;

    private static void WriteNode(MemoryStream file, int bits, uint left, uint right)
    {
        byte[] node = bits switch
        {
            24 => [(byte)(left >> 16), (byte)(left >> 8), (byte)left, (byte)(right >> 16), (byte)(right >> 8), (byte)right],
            28 =>
            [
                (byte)(left >> 16), (byte)(left >> 8), (byte)left, (byte)(((left >> 24) << 4) | ((right >> 24) & 0x0f)),
                (byte)(right >> 16), (byte)(right >> 8), (byte)right,
            ],
            _ =>
            [
                (byte)(left >> 24), (byte)(left >> 16), (byte)(left >> 8), (byte)left,
                (byte)(right >> 24), (byte)(right >> 16), (byte)(right >> 8), (byte)right,
            ],
        };
        file.Write(node);
    }

    /// <summary>A pointer to a place below 2,048 of the data.</summary>
    internal sealed record Pointer(int To);
}
