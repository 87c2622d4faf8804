using System.Net;
using RetoRewards.Referrals.Places;

namespace RetoRewards.Tests.Referrals;

/// <summary>The odd and the broken ones of the published test databases (maxmind/MaxMind-DB: test-data and bad-data), written anew by the
/// tests: what is odd about each and what it must answer are facts entered here. The files themselves are not committed.</summary>
[Trait("Behaviour", "N10")]
public sealed class PublishedDatabasesTests
{
    private static readonly IPAddress Asked = IPAddress.Parse("1.1.1.1");

    [Theory]
    [InlineData("MaxMind-DB-test-broken-pointers-24")]
    [InlineData("MaxMind-DB-test-broken-search-tree-24")]
    [InlineData("GeoIP2-City-Test-Broken-Double-Format")]
    [InlineData("GeoIP2-City-Test-Invalid-Node-Count")]
    [InlineData("libmaxminddb-corrupt-search-tree")]
    [InlineData("libmaxminddb-offset-integer-overflow")]
    [InlineData("libmaxminddb-oversized-array")]
    [InlineData("libmaxminddb-oversized-map")]
    [InlineData("maxminddb-golang-invalid-string-length")]
    [InlineData("maxminddb-golang-invalid-bytes-length")]
    [InlineData("maxminddb-golang-invalid-map-key-length")]
    [InlineData("maxminddb-golang-invalid-data-record-offset")]
    [InlineData("maxminddb-golang-metadata-is-an-uint128")]
    public void A_broken_one_is_an_error_that_names_it_and_never_a_place(string which)
    {
        Assert.Throws<InvalidDataException>(() =>
        {
            MaxMindDatabase database = new(Broken(which));
            AddressPlaces.Read(database.Records, database.Find(Asked)!.Value, 5);
        });
    }

    [Fact]
    public void A_record_that_holds_itself_and_a_key_of_no_text_are_no_place_and_no_loop()
    {
        MemoryStream cyclic = new();
        MaxMindWriter.Encode(cyclic, new Dictionary<string, object>
        {
            ["country"] = new MaxMindWriter.Pointer(0),
            ["city"] = new MaxMindWriter.Pointer(0),
            ["location"] = new MaxMindWriter.Pointer(0),
        });
        MemoryStream unicode = new();
        MaxMindWriter.Head(unicode, 7, 1);
        MaxMindWriter.Head(unicode, 2, 3);
        unicode.Write([0xff, 0xfe, 0x80]);
        MaxMindWriter.Encode(unicode, "GB");

        foreach (MemoryStream data in new[] { cyclic, unicode })
        {
            MaxMindDatabase database = new(MaxMindWriter.Assemble(24, 4, [[-2, -2]], data.ToArray(), 1));
            Assert.Equal(PlaceOfAddress.Unknown, AddressPlaces.Read(database.Records, database.Find(Asked)!.Value, 5));
        }
    }

    [Fact]
    public void A_database_without_a_tree_of_its_own_for_IPv4_answers_from_the_network_around_it()
    {
        MaxMindDatabase database = new(MaxMindWriter.Write(24, 6, ("::/64", new Dictionary<string, object> { ["ip"] = "::0/64" })));

        Assert.Equal("::0/64", database.Records.Text(database.Find(Asked)!.Value, "ip"));
        Assert.Equal("::0/64", database.Records.Text(database.Find(IPAddress.Parse("192.255.255.255"))!.Value, "ip"));
        Assert.Null(database.Find(IPAddress.Parse("2001:db8::1")));
    }

    [Fact]
    public void Metadata_may_point_into_itself_end_in_an_empty_map_and_name_any_epoch()
    {
        byte[] good = MaxMindWriter.Write(24, 4, ("1.1.1.0/24", new Dictionary<string, object> { ["country_code"] = "GB" }));
        int marker = good.AsSpan().LastIndexOf("MaxMind.com"u8) + "MaxMind.com".Length;
        MemoryStream file = new();
        file.Write(good.AsSpan(0, marker));

        // The head of the map is one byte, the key of its first entry twelve: the text that the pointer means stands at 13.
        MaxMindWriter.Encode(file, new Dictionary<string, object>
        {
            ["description"] = "Test-City",
            ["database_type"] = new MaxMindWriter.Pointer(13),
            ["binary_format_major_version"] = (ushort)2,
            ["build_epoch"] = ulong.MaxValue,
            ["ip_version"] = (ushort)4,
            ["node_count"] = 24u,
            ["record_size"] = (ushort)24,
            ["languages"] = new Dictionary<string, object>(),
        });

        MaxMindDatabase database = new(file.ToArray());

        Assert.Equal("Test-City", database.Type);
        Assert.Equal("GB", database.Records.Text(database.Find(Asked)!.Value, "country_code"));
    }

#if RETO_MMDB
    [Fact]
    public void The_files_themselves_are_read_or_refused_as_their_names_say()
    {
        string folder = Environment.GetEnvironmentVariable("RETO_MMDB")!;
        int read = 0;
        List<string> refused = [];
        foreach (string path in Directory.EnumerateFiles(folder, "*.mmdb", SearchOption.AllDirectories).Order())
        {
            try
            {
                MaxMindDatabase database = new(File.ReadAllBytes(path));
                foreach (string address in new[] { "1.1.1.1", "81.2.69.160", "216.160.83.56", "::1:ffff:ffff", "2001:218::1", "2002:5102:45a0::", "255.255.255.255" })
                {
                    if (database.Find(IPAddress.Parse(address)) is { } record)
                    {
                        AddressPlaces.Read(database.Records, record, 5);
                    }
                }

                read++;
            }
            catch (InvalidDataException)
            {
                refused.Add(Path.GetFileName(path));
            }
        }

        MaxMindDatabase city = new(File.ReadAllBytes(Path.Combine(folder, "test-data", "GeoIP2-City-Test.mmdb")));
        PlaceOfAddress London(string address) => AddressPlaces.Read(city.Records, city.Find(IPAddress.Parse(address))!.Value, 5);
        Assert.Equal(("GB", "London", "gcpvj"), (London("81.2.69.160").Country, London("81.2.69.160").City, London("81.2.69.160").Cell?.Value));
        Assert.Equal("Milton", London("::ffff:216.160.83.56").City);
        Assert.True(read >= 30, $"Only {read} were read; refused were {string.Join(", ", refused)}.");
        Assert.Contains("GeoIP2-City-Test-Broken-Double-Format.mmdb", refused);
        Assert.All(refused, name => Assert.Matches("(?i)broken|invalid|corrupt|libmaxminddb|cyclic|unexpected|uint128|unicode", name));
    }
#endif

    private static byte[] Broken(string which)
    {
        MemoryStream data = new();
        List<int[]> nodes = [[-2, -2]];
        int bits = 24;
        switch (which)
        {
            case "MaxMind-DB-test-broken-pointers-24":
                MaxMindWriter.Encode(data, new Dictionary<string, object> { ["country_code"] = new MaxMindWriter.Pointer(2_000) });
                break;
            case "MaxMind-DB-test-broken-search-tree-24":
                nodes = [[0, 0]];
                break;
            case "libmaxminddb-corrupt-search-tree":
            case "maxminddb-golang-invalid-data-record-offset":
                nodes = [[-2 - 500_000, -2 - 500_000]];
                break;
            case "GeoIP2-City-Test-Broken-Double-Format":
                MaxMindWriter.Head(data, 7, 1);
                MaxMindWriter.Encode(data, "latitude");
                MaxMindWriter.Head(data, 3, 3);
                data.Write(new byte[3]);
                break;
            case "GeoIP2-City-Test-Invalid-Node-Count":
                return MaxMindWriter.Assemble(24, 4, nodes, [0x42, (byte)'G', (byte)'B', 1, 2, 3, 4, 5, 6, 7, 8, 9], 3);
            case "libmaxminddb-offset-integer-overflow":
                bits = 32;
                nodes = [[int.MinValue + 100, int.MinValue + 100]];
                break;
            case "libmaxminddb-oversized-array":
                MaxMindWriter.Head(data, 7, 1);
                MaxMindWriter.Encode(data, "first");
                MaxMindWriter.Head(data, 11, 16_000_000);
                break;
            case "libmaxminddb-oversized-map":
                MaxMindWriter.Head(data, 7, 16_000_000);
                break;
            case "maxminddb-golang-invalid-string-length":
                MaxMindWriter.Head(data, 7, 1);
                MaxMindWriter.Encode(data, "country_code");
                MaxMindWriter.Head(data, 2, 60_000);
                break;
            case "maxminddb-golang-invalid-bytes-length":
                MaxMindWriter.Head(data, 7, 1);
                MaxMindWriter.Encode(data, "first");
                MaxMindWriter.Head(data, 4, 60_000);
                break;
            case "maxminddb-golang-invalid-map-key-length":
                MaxMindWriter.Head(data, 7, 1);
                MaxMindWriter.Head(data, 2, 60_000);
                break;
            case "maxminddb-golang-metadata-is-an-uint128":
                MaxMindWriter.Head(data, 10, 16);
                byte[] good = MaxMindWriter.Write(24, 4, ("1.1.1.0/24", "GB"));
                return [.. good.AsSpan(0, good.AsSpan().LastIndexOf("MaxMind.com"u8) + "MaxMind.com".Length), .. data.ToArray(), .. new byte[16]];
            default:
                throw new ArgumentException($"No such database: {which}.", nameof(which));
        }

        return MaxMindWriter.Assemble(bits, 4, nodes, data.ToArray(), nodes.Count);
    }
}
