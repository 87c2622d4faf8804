using System.Text.Json;

namespace RetoRewards.Ethereum.Abi;

/// <summary>Reads the members of the compiler's ABI JSON.</summary>
internal static class AbiJson
{
    public static IReadOnlyList<AbiParameter> Parameters(JsonElement entry, string member) =>
        entry.TryGetProperty(member, out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(Parameter)]
            : [];

    public static string Name(JsonElement entry) => Text(entry, "name", "");

    public static string Text(JsonElement entry, string member, string otherwise) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(member, out JsonElement text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()!
            : otherwise;

    public static bool Flag(JsonElement entry, string member) =>
        entry.TryGetProperty(member, out JsonElement flag) && flag.ValueKind == JsonValueKind.True;

    private static AbiParameter Parameter(JsonElement entry) =>
        new(Name(entry), Type(entry, Text(entry, "type", "")), Flag(entry, "indexed"));

    private static AbiType Type(JsonElement entry, string name)
    {
        if (name.EndsWith(']'))
        {
            return AbiType.ArrayOf(name, element => Type(entry, element));
        }

        return string.Equals(name, "tuple", StringComparison.Ordinal) ? AbiType.TupleOf(Parameters(entry, "components")) : AbiType.Parse(name);
    }
}
