using System.Numerics;
using RetoRewards.Ethereum.Abi;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Ethereum.Tests.Abi;

public sealed class ContractAbiTests
{
    private const string Json =
        """
        [
          {"type":"constructor","inputs":[{"name":"cap","type":"uint256"},{"name":"name","type":"string"}]},
          {"type":"function","name":"transfer","inputs":[{"name":"to","type":"address"},{"name":"amount","type":"uint256"}],"outputs":[{"name":"","type":"bool"}]},
          {"type":"function","name":"pay","inputs":[{"name":"words","type":"bytes32[]"},{"name":"fingerprints","type":"bytes"}],"outputs":[]},
          {"type":"function","name":"pay","inputs":[{"name":"id","type":"uint64"}],"outputs":[]},
          {"type":"function","name":"campaign","inputs":[],"outputs":[{"name":"campaign","type":"tuple","components":[{"name":"partner","type":"address"},{"name":"terms","type":"tuple[]","components":[{"name":"hash","type":"bytes32"},{"name":"from","type":"uint64"}]}]}]},
          {"type":"event","name":"Transfer","inputs":[{"name":"from","type":"address","indexed":true},{"name":"to","type":"address","indexed":true},{"name":"value","type":"uint256","indexed":false}]},
          {"type":"event","name":"Named","inputs":[{"name":"number","type":"uint64","indexed":false},{"name":"name","type":"string","indexed":true},{"name":"note","type":"string","indexed":false}]},
          {"type":"event","name":"Hidden","anonymous":true,"inputs":[]},
          {"type":"error","name":"InsufficientBalance","inputs":[{"name":"available","type":"uint256"},{"name":"required","type":"uint256"}]},
          {"type":"receive"}
        ]
        """;

    private static readonly ContractAbi Abi = ContractAbi.Parse(Json);
    private static readonly Address From = Address.Parse("0x00000000000000000000000000000000000000aa");
    private static readonly Address To = Address.Parse("0x00000000000000000000000000000000000000bb");

    [Fact]
    public void Selectors_and_topics_are_the_known_ones()
    {
        Assert.Equal("0xa9059cbb", Hex.Encode(Abi.Function("transfer").Selector.Span));
        Assert.Equal("0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef", Abi.Event("Transfer").Topic.ToString());
        Assert.Equal("0xcf479181", Hex.Encode(Abi.Error("InsufficientBalance").Selector.Span));
        Assert.Equal("campaign()", Abi.Function("campaign").Signature);
    }

    [Fact]
    public void A_shared_name_needs_its_signature_and_an_unknown_one_is_refused()
    {
        Assert.Throws<AbiException>(() => Abi.Function("pay"));
        Assert.Single(Abi.Function("pay(uint64)").Inputs);
        Assert.Throws<AbiException>(() => Abi.Function("nothing"));
        Assert.Throws<AbiException>(() => Abi.Event("Hidden"));
        Assert.Throws<AbiException>(() => Abi.Error("transfer"));
    }

    [Fact]
    public void An_event_is_read_from_its_log_and_other_logs_are_left()
    {
        AbiEvent transfer = Abi.Event("Transfer");
        LogEntry log = Log([transfer.Topic, Word(From), Word(To)], Abi.Function("pay(uint64)").Encode(7)[4..]);

        Assert.True(transfer.TryDecode(log, out AbiValues? values));
        Assert.Equal((From, To, 7L), (values.Get<Address>("from"), values.Get<Address>("to"), values.Get<long>("value")));
        Assert.False(transfer.TryDecode(Log([transfer.Topic, Word(From)], []), out _));
        Assert.False(transfer.TryDecode(Log([Hash32.Zero, Word(From), Word(To)], []), out _));
        Assert.False(transfer.TryDecode(Log([], []), out _));
        Assert.Throws<AbiException>(() => transfer.TryDecode(Log([transfer.Topic, Word(From), Word(To)], []), out _));
    }

    [Fact]
    public void An_indexed_string_is_its_hash_and_the_rest_keep_their_places()
    {
        AbiEvent named = Abi.Event("Named");
        byte[] data = new AbiFunction("f", [named.Inputs[0], named.Inputs[2]], []).Encode(5, "note")[4..];
        Hash32 hash = Hash32.Parse("0x" + new string('7', 64));

        Assert.True(named.TryDecode(Log([named.Topic, hash], data), out AbiValues? values));
        Assert.Equal((5, hash, "note"), (values.Get<int>("number"), values.Get<Hash32>("name"), values.Get<string>("note")));
        Assert.Equal(["number", "name", "note"], values.Names);
    }

    [Fact]
    public void Topics_choose_an_event_by_its_indexed_arguments()
    {
        IReadOnlyList<IReadOnlyList<Hash32>> topics = Abi.Event("Transfer").Topics(null, To);

        Assert.Equal([[Abi.Event("Transfer").Topic], [], [Word(To)]], topics);
        Assert.Throws<AbiException>(() => Abi.Event("Transfer").Topics(From, To, 7));
        Assert.Throws<AbiException>(() => Abi.Event("Named").Topics("text"));
        Assert.Equal([Hash32.Zero], Abi.Event("Named").Topics(Hash32.Zero)[1]);
    }

    [Fact]
    public void Errors_are_named_with_their_arguments()
    {
        byte[] custom = [0xcf, 0x47, 0x91, 0x81, .. new byte[63], 9];
        byte[] words = Hex.Decode("0x08c379a0" + new string('0', 62) + "20" + new string('0', 63) + "2" + "6e6f" + new string('0', 60));
        byte[] panic = Hex.Decode("0x4e487b71" + new string('0', 62) + "11");

        Assert.Equal("InsufficientBalance(0, 9)", Abi.DecodeError(custom)!.ToString());
        Assert.Equal("Error(no)", Abi.DecodeError(words)!.ToString());
        Assert.Equal(0x11, Abi.DecodeError(panic)!.Values.Get<int>("code"));
        Assert.Null(Abi.DecodeError([]));
        Assert.Null(Abi.DecodeError([1, 2, 3, 4]));
        Assert.Null(Abi.DecodeError(custom.AsSpan(0, 40)));
    }

    [Fact]
    public void Nested_tuples_are_read_by_name()
    {
        AbiFunction campaign = Abi.Function("campaign");
        Hash32 hash = Hash32.Parse("0x" + new string('1', 64));
        byte[] data = new AbiFunction("f", campaign.Outputs, []).Encode(
            (From, new object[] { (hash, 5), new Dictionary<string, object?> { ["hash"] = hash.ToArray(), ["from"] = 6UL } }))[4..];

        AbiValues read = campaign.DecodeResult(data).Get<AbiValues>("campaign");

        Assert.Equal(From, read.Get<Address>("partner"));
        Assert.Equal([5L, 6L], read.GetList<AbiValues>("terms").Select(terms => terms.Get<long>("from")));
        Assert.Equal(hash, read.GetList<AbiValues>("terms")[1].Get<Hash32>("hash"));
        Assert.Throws<AbiException>(() => read["nobody"]);
        Assert.Throws<AbiException>(() => read.Get<string>("partner"));
        Assert.Throws<AbiException>(() => campaign.DecodeResult([]));
    }

    [Fact]
    public void A_batch_of_words_is_coded_alike_from_hashes_and_from_bytes_and_read_back()
    {
        AbiFunction pay = Abi.Function("pay(bytes32[],bytes)");
        Hash32[] words = [.. Enumerable.Range(0, 100).Select(place => Hash32.Parse("0x" + place.ToString("x64")))];
        byte[] fingerprints = [.. Enumerable.Range(0, 801).Select(place => (byte)place)];

        byte[] calldata = pay.Encode(words, fingerprints);

        Assert.Equal(calldata, pay.Encode(words.Select(word => word.ToArray()), new ReadOnlyMemory<byte>(fingerprints)));
        Assert.Equal(4 + (32 * (2 + 1 + 100 + 1 + 26)), calldata.Length);
        AbiValues read = pay.DecodeArguments(calldata);
        Assert.Equal(words, read.GetList<Hash32>("words"));
        Assert.Equal(fingerprints, read.Get<byte[]>("fingerprints"));
        Assert.Throws<AbiException>(() => Abi.Function("transfer").DecodeArguments(calldata));
    }

    [Fact]
    public void Values_that_do_not_fit_their_types_are_refused()
    {
        AbiFunction transfer = Abi.Function("transfer");

        Assert.Throws<AbiException>(() => transfer.Encode(To));
        Assert.Throws<AbiException>(() => transfer.Encode(To, 1, 2));
        Assert.Throws<AbiException>(() => transfer.Encode(To, -1));
        Assert.Throws<AbiException>(() => transfer.Encode(To, BigInteger.One << 256));
        Assert.Throws<AbiException>(() => transfer.Encode(To.ToString(), 1));
        Assert.Throws<AbiException>(() => transfer.Encode(To, null));
        Assert.Throws<AbiException>(() => Abi.Function("pay(uint64)").Encode(BigInteger.One << 64));
        Assert.Throws<AbiException>(() => Abi.Function("pay(bytes32[],bytes)").Encode(new[] { new byte[31] }, Array.Empty<byte>()));
        Assert.Throws<AbiException>(() => Abi.Function("pay(bytes32[],bytes)").Encode("text", Array.Empty<byte>()));
        Assert.Equal(32 + 4 + 32, transfer.Encode(To, (BigInteger.One << 256) - 1).Length);
    }

    [Theory]
    [InlineData("uint7")]
    [InlineData("uint264")]
    [InlineData("uint08")]
    [InlineData("bytes0")]
    [InlineData("bytes33")]
    [InlineData("fixed128x18")]
    [InlineData("function")]
    [InlineData("uint256[-1]")]
    [InlineData("uint256[9999999]")]
    [InlineData("uint256]")]
    [InlineData("")]
    public void An_unknown_type_is_refused(string name) => Assert.Throws<AbiException>(() => AbiType.Parse(name));

    [Fact]
    public void Data_out_of_a_types_range_is_refused()
    {
        byte[] all = [.. Enumerable.Repeat((byte)0xff, 32)];
        foreach (string type in (string[])["address", "bool", "uint64", "int64"])
        {
            AbiFunction function = new("f", [], [new AbiParameter("", AbiType.Parse(type))]);
            byte[] word = type == "int64" ? [0x7f, .. all[1..]] : all;
            Assert.Throws<AbiException>(() => function.DecodeResult(word));
        }

        AbiFunction text = new("f", [], [new AbiParameter("", AbiType.Parse("string"))]);
        Assert.Throws<AbiException>(() => text.DecodeResult([.. new byte[31], 32, .. new byte[31], 1, 0xff, .. new byte[31]]));
    }

    private static LogEntry Log(IReadOnlyList<Hash32> topics, byte[] data) =>
        new(To, topics, data, 1, Hash32.Zero, Hash32.Zero, 0, 0, Removed: false);

    private static Hash32 Word(Address address) => new((byte[])[.. new byte[12], .. address.ToArray()]);
}
