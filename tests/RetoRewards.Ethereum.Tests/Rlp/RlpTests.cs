using System.Numerics;
using System.Text.Json;
using RetoRewards.Ethereum.Rlp;

namespace RetoRewards.Ethereum.Tests.Rlp;

public sealed class RlpTests
{
    [Fact]
    public void Published_values_are_written_and_read_back()
    {
        foreach (JsonElement row in Vectors.Load("rlp"))
        {
            RlpWriter writer = new();
            Write(writer, row.GetProperty("decoded"));

            Assert.Equal((row.Text("name"), row.Text("encoded")), (row.Text("name"), Hex.Encode(writer.ToArray())));
            Compare(row.GetProperty("decoded"), RlpItem.Read(row.Bytes("encoded")));
        }
    }

    [Fact]
    public void Published_malformed_codings_are_refused()
    {
        foreach (JsonElement row in Vectors.Load("rlp-invalid"))
        {
            Assert.Throws<FormatException>(() => Everything(RlpItem.Read(row.Bytes("encoded"))));
        }
    }

    // Source: ethereum/tests, RLPTests/rlptest.json.
    [Theory]
    [InlineData("0", "0x80")]
    [InlineData("1", "0x01")]
    [InlineData("127", "0x7f")]
    [InlineData("128", "0x8180")]
    [InlineData("1000", "0x8203e8")]
    [InlineData("100000", "0x830186a0")]
    [InlineData("83729609699884896815286331701780722", "0x8f102030405060708090a0b0c0d0e0f2")]
    [InlineData("115792089237316195423570985008687907853269984665640564039457584007913129639936", "0xa1010000000000000000000000000000000000000000000000000000000000000000")]
    public void Integers_have_no_leading_zeros(string number, string encoded)
    {
        RlpWriter writer = new();
        writer.WriteInteger(BigInteger.Parse(number));

        Assert.Equal(encoded, Hex.Encode(writer.ToArray()));
        Assert.Equal(BigInteger.Parse(number), RlpItem.Read(Hex.Decode(encoded)).ToInteger());
    }

    [Theory]
    [InlineData("")]
    [InlineData("0x8080")]
    [InlineData("0x82ff")]
    [InlineData("0xc1")]
    [InlineData("0xc28201")]
    public void What_is_cut_off_or_goes_on_is_refused(string encoded) => Assert.Throws<FormatException>(() => RlpItem.Read(Hex.Decode(encoded)));

    [Fact]
    public void Lists_nested_too_deep_and_integers_with_leading_zeros_are_refused()
    {
        RlpWriter writer = new();
        for (int i = 0; i <= RlpItem.MaxDepth; i++)
        {
            writer.BeginList();
        }

        Assert.Throws<InvalidOperationException>(() => writer.ToArray());
        for (int i = 0; i <= RlpItem.MaxDepth; i++)
        {
            writer.EndList();
        }

        Assert.Throws<FormatException>(() => RlpItem.Read(writer.ToArray()));
        Assert.Throws<FormatException>(() => RlpItem.Read(Hex.Decode("0x820001")).ToInteger());
        Assert.Throws<FormatException>(() => RlpItem.Read(Hex.Decode("0xc0")).AsBytes());
        Assert.Throws<FormatException>(() => RlpItem.Read(Hex.Decode("0x80")).AsList());
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.WriteInteger(-1));
    }

    private static void Write(RlpWriter writer, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            writer.WriteBytes(Hex.Decode(value.GetString()!));
            return;
        }

        writer.BeginList();
        foreach (JsonElement item in value.EnumerateArray())
        {
            Write(writer, item);
        }

        writer.EndList();
    }

    private static void Compare(JsonElement expected, RlpItem item)
    {
        if (expected.ValueKind == JsonValueKind.String)
        {
            Assert.Equal(expected.GetString(), Hex.Encode(item.AsBytes().Span));
            return;
        }

        Assert.Equal(expected.GetArrayLength(), item.AsList().Count);
        foreach ((JsonElement inner, RlpItem read) in expected.EnumerateArray().Zip(item.AsList()))
        {
            Compare(inner, read);
        }
    }

    private static void Everything(RlpItem item)
    {
        foreach (RlpItem inner in item.IsList ? item.AsList() : [])
        {
            Everything(inner);
        }
    }
}
