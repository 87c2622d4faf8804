using System.Globalization;
using System.Numerics;
using System.Text.Json;
using RetoRewards.Ethereum.Abi;
using RetoRewards.Ethereum.Contracts;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Ethereum.Tests.Nodes;

namespace RetoRewards.Ethereum.Tests.Conformance;

/// <summary>What every coder of calls, events and errors does, byte for byte. RetoRewards.Tests does the same on a chain.</summary>
public sealed class ContractConformanceTests
{
    private const string Abi =
        """
        [{"type":"function","name":"balanceOf","inputs":[{"name":"who","type":"address"}],"outputs":[{"name":"amount","type":"uint256"}]},
         {"type":"event","name":"Paid","anonymous":false,"inputs":[{"name":"id","type":"uint64","indexed":true},{"name":"tag","type":"bytes32","indexed":true},
           {"name":"note","type":"string","indexed":true},{"name":"total","type":"uint96","indexed":false},{"name":"words","type":"uint256[]","indexed":false}]},
         {"type":"error","name":"NotOperator","inputs":[{"name":"caller","type":"address"},{"name":"code","type":"uint16"}]},
         {"type":"error","name":"Closed","inputs":[]}]
        """;

    private static readonly Address Vault = Address.Parse("0x00000000000000000000000000000000000000cc");

    [Fact]
    public async Task Values_that_compiled_contracts_returned_are_written_and_read_back()
    {
        foreach (JsonElement row in Vectors.Load("abi"))
        {
            AbiType type = AbiType.Parse(row.Text("type"));
            string parameter = Json("value", type);
            FakeNode node = new() { Answer = (_, _) => Task.FromResult($"\"{row.Text("encoded")}\"") };
            ITypedContract contract = TypedContracts.At(
                node, Vault, $$"""[{"type":"function","name":"test","inputs":[{{parameter}}],"outputs":[{{parameter}}]}]""");
            object? value = Value(type, row.GetProperty("value"));

            byte[] encoded = contract.Encode("test", value)[AbiFunction.SelectorLength..];
            AbiValues decoded = await contract.CallAsync("test", [value], BlockTag.Latest, CancellationToken.None);

            Assert.Equal((row.Text("type"), row.Text("encoded")), (row.Text("type"), Hex.Encode(encoded)));
            Assert.Equal((row.Text("type"), Flat(type, value)), (row.Text("type"), Flat(type, decoded[0])));
        }
    }

    [Fact]
    public async Task An_address_without_code_is_no_balance_of_nothing()
    {
        ITypedContract contract = TypedContracts.At(new FakeNode { Answer = (_, _) => Task.FromResult("\"0x\"") }, Vault, Abi);

        await Assert.ThrowsAsync<AbiException>(() => contract.CallAsync("balanceOf", [Vault], BlockTag.Latest, CancellationToken.None));
        await Assert.ThrowsAsync<AbiException>(() => contract.CallAsync("balanceOf", [], BlockTag.Latest, CancellationToken.None));
        await Assert.ThrowsAsync<AbiException>(() => contract.CallAsync("balance", [Vault], BlockTag.Latest, CancellationToken.None));
        await Assert.ThrowsAsync<AbiException>(() => contract.CallAsync("balanceOf", [7], BlockTag.Latest, CancellationToken.None));
    }

    [Fact]
    public void An_event_is_read_by_its_name_and_another_ones_log_is_not()
    {
        ITypedContract contract = TypedContracts.At(new FakeNode(), Vault, Abi);
        AbiEvent paid = ContractAbi.Parse(Abi).Event("Paid");
        Hash32 tag = Hash32.Parse($"0x{new string('a', 64)}");
        Hash32 note = Hash32.Parse($"0x{new string('b', 64)}");
        byte[] data = new AbiFunction("x", [.. paid.Inputs.Where(input => !input.Indexed)], [])
            .Encode((BigInteger)7, new[] { BigInteger.One, BigInteger.Pow(2, 255) })[AbiFunction.SelectorLength..];
        LogEntry log = new(Vault, [paid.Topic, Hash32.Parse($"0x{new string('0', 63)}9"), tag, note], data, 1, tag, tag, 0, 0, false);

        Assert.True(contract.TryDecode("Paid", log, out AbiValues? values));
        Assert.Equal((9L, tag, note, 7L), (values.Get<long>("id"), values.Get<Hash32>("tag"), values.Get<Hash32>("note"), values.Get<long>("total")));
        Assert.Equal([BigInteger.One, BigInteger.Pow(2, 255)], values.GetList<BigInteger>("words"));
        Assert.False(contract.TryDecode("Paid", log with { Topics = [tag, .. log.Topics.Skip(1)] }, out _));
        Assert.False(contract.TryDecode("Paid", log with { Topics = [.. log.Topics.SkipLast(1)] }, out _));
        Assert.Throws<AbiException>(() => contract.TryDecode("Paid", log with { Data = new byte[31] }, out _));
    }

    [Fact]
    public async Task A_custom_error_is_named_with_its_arguments_and_an_unknown_one_is_left()
    {
        byte[] revert = ContractAbi.Parse(Abi).Error("NotOperator").Selector.ToArray()
            .Concat(new AbiFunction("x", ContractAbi.Parse(Abi).Error("NotOperator").Inputs, []).Encode(Vault, 513)[AbiFunction.SelectorLength..]).ToArray();
        FakeNode node = new() { Answer = (_, _) => throw new RpcRefusedException(new RpcError(3, "execution reverted", revert)) };
        ITypedContract contract = TypedContracts.At(node, Vault, Abi);

        ContractRevertedException thrown = await Assert.ThrowsAsync<ContractRevertedException>(
            () => contract.CallAsync("balanceOf", [Vault], BlockTag.Latest, CancellationToken.None));

        Assert.Equal(("NotOperator", Vault, 513), (thrown.Decoded.Name, thrown.Decoded.Values.Get<Address>("caller"), thrown.Decoded.Values.Get<int>("code")));
        Assert.Equal("NotOperator(address,uint16)", thrown.Decoded.Signature);
        Assert.Equal("Closed", contract.DecodeError(ContractAbi.Parse(Abi).Error("Closed").Selector.Span)!.Name);
        Assert.Null(contract.DecodeError([1, 2, 3, 4]));
        Assert.Null(contract.DecodeError([]));
    }

    /// <summary>A parameter as the compiler writes it.</summary>
    private static string Json(string name, AbiType type)
    {
        AbiType inner = type;
        string suffix = "";
        while (inner.Kind == AbiKind.Array)
        {
            suffix = (inner.Size < 0 ? "[]" : $"[{inner.Size}]") + suffix;
            inner = inner.Element!;
        }

        return inner.Kind == AbiKind.Tuple
            ? $$"""{"name":"{{name}}","type":"tuple{{suffix}}","components":[{{string.Join(',', inner.Components.Select((component, place) => Json($"m{place}", component.Type)))}}]}"""
            : $$"""{"name":"{{name}}","type":"{{inner.Name}}{{suffix}}"}""";
    }

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
            _ => value.EnumerateArray().Select((item, place) => Value(type.Components[place].Type, item)).ToArray(),
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
