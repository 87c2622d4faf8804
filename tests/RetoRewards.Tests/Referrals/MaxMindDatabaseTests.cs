using System.Net;
using RetoRewards.Referrals.Places;

namespace RetoRewards.Tests.Referrals;

/// <summary>The reader of MaxMind's format, on databases that the tests write. Networks and answers are those of the published test
/// databases (maxmind/MaxMind-DB, test-data), entered here as facts.</summary>
public sealed class MaxMindDatabaseTests
{
    private static readonly string[] Ipv4 = ["1.1.1.1/32", "1.1.1.2/31", "1.1.1.4/30", "1.1.1.8/29", "1.1.1.16/28", "1.1.1.32/32"];

    private static readonly string[] Ipv6 = ["::1:ffff:ffff/128", "::2:0:0/122", "::2:0:40/124", "::2:0:50/125", "::2:0:58/127"];

    [Theory]
    [InlineData(24)]
    [InlineData(28)]
    [InlineData(32)]
    public void Networks_of_the_published_IPv4_databases_are_found_and_their_neighbours_are_not(int bits)
    {
        MaxMindDatabase database = new(MaxMindWriter.Write(bits, 4, [.. Ipv4.Select(Entry)]));

        foreach ((string address, string network) in new[]
        {
            ("1.1.1.1", "1.1.1.1"), ("1.1.1.2", "1.1.1.2"), ("1.1.1.3", "1.1.1.2"), ("1.1.1.5", "1.1.1.4"), ("1.1.1.7", "1.1.1.4"),
            ("1.1.1.9", "1.1.1.8"), ("1.1.1.15", "1.1.1.8"), ("1.1.1.17", "1.1.1.16"), ("1.1.1.31", "1.1.1.16"), ("1.1.1.32", "1.1.1.32"),
        })
        {
            Assert.Equal(network, Ip(database, address));
        }

        Assert.All(["1.1.1.33", "255.254.253.123", "1.1.1.0"], address => Assert.Null(database.Find(IPAddress.Parse(address))));
        Assert.Null(database.Find(IPAddress.Parse("2001:db8::1")));
    }

    [Theory]
    [InlineData(24)]
    [InlineData(28)]
    [InlineData(32)]
    public void Networks_of_the_published_mixed_databases_are_found_in_both_families(int bits)
    {
        MaxMindDatabase database = new(MaxMindWriter.Write(bits, 6, [.. Ipv4.Concat(Ipv6).Select(Entry)]));

        Assert.Equal("1.1.1.16", Ip(database, "1.1.1.30"));
        Assert.Equal("1.1.1.16", Ip(database, "::ffff:1.1.1.30"));
        Assert.Equal("::1:ffff:ffff", Ip(database, "::1:ffff:ffff"));
        Assert.Equal("::2:0:0", Ip(database, "::2:0:1"));
        Assert.Equal("::2:0:40", Ip(database, "::2:0:4f"));
        Assert.Equal("::2:0:58", Ip(database, "::2:0:59"));
        Assert.All(["::2:0:60", "89fa::", "1.1.1.33"], address => Assert.Null(database.Find(IPAddress.Parse(address))));
    }

    [Fact]
    public void Places_of_the_published_city_database_come_out_as_their_cells()
    {
        // City, country and coordinates as the published GeoIP2-City test database answers.
        (string Network, string Inside, string Country, string? City, double Latitude, double Longitude, string Cell)[] facts =
        [
            ("81.2.69.160/27", "81.2.69.160", "GB", "London", 51.5142, -0.0931, "gcpvj"),
            ("2.125.160.216/29", "2.125.160.217", "GB", "Boxford", 51.75, -1.25, "gcpn7"),
            ("89.160.20.112/28", "89.160.20.127", "SE", "Linköping", 58.4167, 15.6167, "u67h7"),
            ("216.160.83.56/29", "216.160.83.56", "US", "Milton", 47.2513, -122.3149, "c23hb"),
            ("175.16.199.0/24", "175.16.199.255", "CN", "Changchun", 43.88, 125.3228, "wzc1e"),
            ("67.43.156.0/24", "67.43.156.1", "BT", null, 27.5, 90.5, "whbk7"),
            ("2001:218::/32", "2001:218::1", "JP", null, 35.68536, 139.75309, "xn77h"),
        ];
        MaxMindDatabase database = new(MaxMindWriter.Write(28, 6, [.. facts.Select(fact => (fact.Network, City(fact)))]));

        foreach (var fact in facts)
        {
            PlaceOfAddress place = AddressPlaces.Read(database.Records, database.Find(IPAddress.Parse(fact.Inside))!.Value, 5);
            Assert.Equal((fact.Country, fact.City, fact.Cell), (place.Country, place.City, place.Cell?.Value));
        }
    }

    [Fact]
    public void The_flat_records_of_ip_location_db_are_read_as_well()
    {
        MaxMindDatabase database = new(MaxMindWriter.Write(24, 4, ("192.0.2.0/24", new Dictionary<string, object>
        {
            ["city"] = "London",
            ["country_code"] = "GB",
            ["latitude"] = 51.5142f,
            ["longitude"] = -0.0931f,
        })));

        PlaceOfAddress place = AddressPlaces.Read(database.Records, database.Find(IPAddress.Parse("192.0.2.9"))!.Value, 4);

        Assert.Equal(("GB", "London", "gcpv"), (place.Country, place.City, place.Cell?.Value));
    }

    [Fact]
    public void Every_type_of_value_is_read_or_stepped_over()
    {
        // The values of the published decoder database.
        MaxMindDatabase database = new(MaxMindWriter.Write(24, 4, ("1.1.1.0/24", new Dictionary<string, object>
        {
            ["array"] = new object[] { 1u, 2u, 3u },
            ["boolean"] = true,
            ["bytes"] = new byte[] { 0, 0, 0, 42 },
            ["double"] = 42.123456,
            ["float"] = 1.1f,
            ["int32"] = -268_435_456,
            ["map"] = new Dictionary<string, object> { ["mapX"] = new Dictionary<string, object> { ["utf8_stringX"] = "hello" } },
            ["long"] = new string('x', 300),
            ["uint16"] = (ushort)100,
            ["uint32"] = 268_435_456u,
            ["uint64"] = 1_152_921_504_606_846_976UL,
            ["utf8_string"] = "unicode! ☯ - ♫",
        })));
        MaxMindRecords records = database.Records;
        int at = database.Find(IPAddress.Parse("1.1.1.1"))!.Value;

        Assert.Equal("unicode! ☯ - ♫", records.Text(at, "utf8_string"));
        Assert.Equal("hello", records.Text(at, "map", "mapX", "utf8_stringX"));
        Assert.Equal(300, records.Text(at, "long")!.Length);
        Assert.Equal((100L, 268_435_456L, 1_152_921_504_606_846_976L), (records.Number(at, "uint16"), records.Number(at, "uint32"), records.Number(at, "uint64")));
        Assert.Equal(-268_435_456, records.Number(at, "int32"));
        Assert.Equal(42.123456, records.Fraction(at, "double"));
        Assert.Equal(1.1f, (float)records.Fraction(at, "float")!.Value);
        Assert.Null(records.Text(at, "absent"));
        Assert.Null(records.Text(at, "utf8_string", "deeper"));
    }

    [Fact]
    public void A_pointer_is_followed_once_and_never_to_another_pointer()
    {
        MemoryStream data = new();
        MaxMindWriter.Encode(data, "GB");
        int good = (int)data.Length;
        MaxMindWriter.Encode(data, new Dictionary<string, object> { ["country_code"] = new MaxMindWriter.Pointer(0) });
        int chained = (int)data.Length;
        MaxMindWriter.Encode(data, new MaxMindWriter.Pointer(chained));
        MaxMindDatabase database = new(MaxMindWriter.Assemble(24, 4, [[-2 - good, -2 - chained]], data.ToArray(), 1));

        Assert.Equal("GB", database.Records.Text(database.Find(IPAddress.Parse("1.1.1.1"))!.Value, "country_code"));
        int cyclic = database.Find(IPAddress.Parse("200.1.1.1"))!.Value;
        Assert.Throws<InvalidDataException>(() => database.Records.Text(cyclic, "country_code"));
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("no marker")]
    [InlineData("marker only")]
    [InlineData("cut metadata")]
    [InlineData("too many nodes")]
    [InlineData("too few nodes")]
    [InlineData("text as metadata")]
    public void A_file_that_is_no_database_is_refused_when_it_is_opened(string what)
    {
        byte[] good = MaxMindWriter.Write(24, 4, [.. Ipv4.Select(Entry)]);
        byte[] bad = what switch
        {
            "empty" => [],
            "no marker" => new byte[4096],
            "marker only" => [0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8],
            "cut metadata" => good[..^40],
            "too many nodes" => MaxMindWriter.Assemble(24, 4, [[-1, -1]], [], 1_000_000),
            "too few nodes" => MaxMindWriter.Assemble(24, 4, [[1, 1], [-1, -1], [-1, -1]], [], 1),
            _ => [.. good, 0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8, 0x42, (byte)'h', (byte)'i'],
        };

        Assert.Throws<InvalidDataException>(() => new MaxMindDatabase(bad));
    }

    [Theory]
    [InlineData("record behind the data")]
    [InlineData("record in the separator")]
    [InlineData("huge map")]
    [InlineData("deep nesting")]
    [InlineData("text past the end")]
    [InlineData("key that is a number")]
    [InlineData("double of four bytes")]
    public void A_damaged_record_is_an_error_and_neither_a_loop_nor_a_place(string what)
    {
        MemoryStream data = new();
        int record = -2;
        switch (what)
        {
            case "record behind the data":
                record = -2 - 1_000_000;
                break;
            case "record in the separator":
                record = -2 + 10;
                break;
            case "huge map":
                MaxMindWriter.Head(data, 7, 16_000_000);
                break;
            case "deep nesting":
                MaxMindWriter.Head(data, 7, 2);
                MaxMindWriter.Encode(data, "a");
                for (int level = 0; level < 600; level++)
                {
                    MaxMindWriter.Head(data, 11, 1);
                }

                MaxMindWriter.Encode(data, "end");
                break;
            case "text past the end":
                MaxMindWriter.Head(data, 2, 5_000);
                break;
            case "key that is a number":
                MaxMindWriter.Head(data, 7, 1);
                MaxMindWriter.Encode(data, 7u);
                MaxMindWriter.Encode(data, 7u);
                break;
            default:
                MaxMindWriter.Head(data, 7, 1);
                MaxMindWriter.Encode(data, "latitude");
                MaxMindWriter.Head(data, 3, 4);
                data.Write(new byte[4]);
                break;
        }

        List<int[]> nodes = [[record, record]];
        if (what == "record in the separator")
        {
            nodes = [[8, 8]];
        }

        MaxMindDatabase database = new(MaxMindWriter.Assemble(24, 4, nodes, data.ToArray(), nodes.Count));

        Assert.Throws<InvalidDataException>(() =>
            AddressPlaces.Read(database.Records, database.Find(IPAddress.Parse("1.1.1.1"))!.Value, 5));
    }

    [Fact]
    public void Any_byte_changed_in_a_database_gives_a_place_or_an_error_and_nothing_else()
    {
        byte[] good = MaxMindWriter.Write(28, 6, ("81.2.69.160/27", City(("", "", "GB", "London", 51.5142, -0.0931, ""))));
        IPAddress inside = IPAddress.Parse("81.2.69.170");
        int answered = 0;
        for (int place = 0; place < good.Length; place++)
        {
            foreach (byte change in (byte[])[0x00, 0xff, 0x7f, (byte)(good[place] ^ 0x20)])
            {
                byte[] bad = [.. good];
                bad[place] = change;
                try
                {
                    MaxMindDatabase database = new(bad);
                    if (database.Find(inside) is { } record)
                    {
                        AddressPlaces.Read(database.Records, record, 5);
                    }

                    answered++;
                }
                catch (InvalidDataException)
                {
                    answered++;
                }
            }
        }

        Assert.Equal(good.Length * 4, answered);
    }

    private static (string Network, object Value) Entry(string network) =>
        (network, new Dictionary<string, object> { ["ip"] = network.Split('/')[0] });

    private static string? Ip(MaxMindDatabase database, string address) =>
        database.Find(IPAddress.Parse(address)) is { } record ? database.Records.Text(record, "ip") : null;

    private static Dictionary<string, object> City(
        (string Network, string Inside, string Country, string? City, double Latitude, double Longitude, string Cell) fact)
    {
        Dictionary<string, object> record = new()
        {
            ["continent"] = new Dictionary<string, object> { ["geoname_id"] = 6_255_148u },
            ["country"] = new Dictionary<string, object> { ["geoname_id"] = 1u, ["iso_code"] = fact.Country },
            ["location"] = new Dictionary<string, object>
            {
                ["accuracy_radius"] = (ushort)10,
                ["latitude"] = fact.Latitude,
                ["longitude"] = fact.Longitude,
            },
        };
        if (fact.City is not null)
        {
            record["city"] = new Dictionary<string, object> { ["names"] = new Dictionary<string, object> { ["de"] = "?", ["en"] = fact.City } };
        }

        return record;
    }
}
