using System.Globalization;
using System.Numerics;
using System.Text.Json;
using RetoRewards.Ethereum.Abi;

namespace RetoRewards.Ethereum.Tests.Abi;

public sealed class AbiVectorTests
{
    [Fact]
    public void Values_that_compiled_contracts_returned_are_written_and_read_back()
    {
        foreach (JsonElement row in Vectors.Load("abi"))
        {
            AbiParameter parameter = new("value", AbiType.Parse(row.Text("type")));
            AbiFunction function = new("test", [parameter], [parameter]);
            object? value = Value(parameter.Type, row.GetProperty("value"));

            byte[] encoded = function.Encode(value)[AbiFunction.SelectorLength..];

            Assert.Equal((row.Text("type"), row.Text("encoded")), (row.Text("type"), Hex.Encode(encoded)));
            object decoded = function.DecodeResult(row.Bytes("encoded"))[0];
            Assert.Equal(Flat(parameter.Type, value), Flat(parameter.Type, decoded));
        }
    }

    [Fact]
    public void A_coding_that_is_cut_off_anywhere_is_refused()
    {
        foreach (JsonElement row in Vectors.Load("abi").Where((_, place) => place % 12 == 0))
        {
            AbiParameter parameter = new("value", AbiType.Parse(row.Text("type")));
            AbiFunction function = new("test", [], [parameter]);
            byte[] encoded = row.Bytes("encoded");

            for (int length = 0; length < encoded.Length; length += 32)
            {
                Assert.Throws<AbiException>(() => function.DecodeResult(encoded.AsSpan(0, length)));
            }
        }
    }

    [Fact]
    public void Crafted_lengths_and_offsets_are_refused_without_taking_memory()
    {
        byte[] word = [.. new byte[31], 32];
        byte[] huge = [.. word, .. Enumerable.Repeat((byte)0xff, 32)];
        byte[] million = [.. word, .. new byte[28], 0x7f, 0xff, 0xff, 0xff];

        foreach (string type in (string[])["bytes", "string", "uint256[]", "(uint256[])[]", "uint256[0][]"])
        {
            AbiFunction function = new("test", [], [new AbiParameter("", AbiType.Parse(type))]);
            Assert.Throws<AbiException>(() => function.DecodeResult(huge));
            Assert.Throws<AbiException>(() => function.DecodeResult(million));
        }
    }

    [Fact]
    public void Data_that_points_at_itself_many_times_over_runs_out_of_its_budget()
    {
        // A thousand inner arrays, all the same one of two thousand nothings, from 33 kilobytes.
        byte[][] words =
        [
            Word(32), Word(1_000), .. Enumerable.Repeat(Word(32_000), 1_000), Word(2_000),
        ];
        AbiFunction function = new("test", [], [new AbiParameter("", AbiType.Parse("uint256[0][][]"))]);

        AbiException thrown = Assert.Throws<AbiException>(() => function.DecodeResult(words.SelectMany(word => word).ToArray()));

        Assert.Contains("more than 1000000 values", thrown.Message, StringComparison.Ordinal);
    }

    private static byte[] Word(int number) => [.. new byte[28], (byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number];

    private static object? Value(AbiType type, JsonElement verbose)
    {
        JsonElement value = verbose.GetProperty("value");
        return verbose.Text("type") switch
        {
            "number" => BigInteger.Parse(value.GetString()!, CultureInfo.InvariantCulture),
            "boolean" => value.GetBoolean(),
            "address" => Address.Parse(value.GetString()!),
            "hexstring" => Hex.Decode(value.GetString()!),
            "string" => value.GetString(),
            "array" => value.EnumerateArray().Select(item => Value(type.Element!, item)).ToArray(),
            "object" => value.EnumerateArray().Select((item, place) => Value(type.Components[place].Type, item)).ToArray(),
            string kind => throw new InvalidOperationException($"The vector holds an unknown kind {kind}."),
        };
    }

    private static string Flat(AbiType type, object? value) =>
        value switch
        {
            byte[] bytes => Hex.Encode(bytes),
            AbiValues values => $"({string.Join(',', type.Components.Select((component, place) => Flat(component.Type, values[place])))})",
            object?[] items when type.Kind == AbiKind.Tuple => $"({string.Join(',', items.Select((item, place) => Flat(type.Components[place].Type, item)))})",
            object?[] items => $"[{string.Join(',', items.Select(item => Flat(type.Element!, item)))}]",
            _ => $"{value}",
        };
}
