using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using RetoRewards.Ethereum.Abi;

namespace RetoRewards.Ethereum.Messages;

/// <summary>Takes the values of typed data from JSON or from .NET alike.</summary>
internal static class TypedJson
{
    private const string DomainType = "EIP712Domain";

    // The order of the domain's members in EIP-712, which counts where the JSON does not spell the domain's struct out.
    private static readonly TypedField[] DomainFields =
    [
        new("name", "string"),
        new("version", "string"),
        new("chainId", "uint256"),
        new("verifyingContract", "address"),
        new("salt", "bytes32"),
    ];

    public static T Read<T>(
        JsonElement root, Func<IReadOnlyDictionary<string, IReadOnlyList<TypedField>>, string, JsonElement, JsonElement, T> make)
    {
        JsonElement domain = root.GetProperty("domain");
        Dictionary<string, IReadOnlyList<TypedField>> types = new(StringComparer.Ordinal);
        foreach (JsonProperty type in root.GetProperty("types").EnumerateObject())
        {
            types[type.Name] = [.. type.Value.EnumerateArray().Select(field =>
                new TypedField(field.GetProperty("name").GetString() ?? "", field.GetProperty("type").GetString() ?? ""))];
        }

        _ = types.TryAdd(DomainType, [.. DomainFields.Where(field => domain.TryGetProperty(field.Name, out _))]);
        return make(types, root.GetProperty("primaryType").GetString() ?? "", domain, root.GetProperty("message"));
    }

    public static object? Member(object? value, string structName, string name)
    {
        object? found = null;
        bool has = value switch
        {
            JsonElement { ValueKind: JsonValueKind.Object } json => Found(json.TryGetProperty(name, out JsonElement member), member, out found),
            IReadOnlyDictionary<string, object?> named => named.TryGetValue(name, out found),
            _ => throw new AbiException($"The value does not fit the struct {structName}."),
        };
        return has ? found : throw new AbiException($"The value for {structName} lacks '{name}'.");
    }

    public static IReadOnlyList<object?> Items(string type, object? value) =>
        value switch
        {
            JsonElement { ValueKind: JsonValueKind.Array } json => [.. json.EnumerateArray().Select(item => (object?)item)],
            JsonElement or string => throw new AbiException($"The value does not fit {type}."),
            IEnumerable sequence => [.. sequence.Cast<object?>()],
            _ => throw new AbiException($"The value does not fit {type}."),
        };

    /// <summary>Turns JSON into the .NET value of an elementary type; other values pass through.</summary>
    public static object? Value(AbiType type, object? value)
    {
        if (value is not JsonElement json)
        {
            return value;
        }

        return type.Kind switch
        {
            AbiKind.Boolean when json.ValueKind is JsonValueKind.True or JsonValueKind.False => json.GetBoolean(),
            AbiKind.Unsigned or AbiKind.Signed => Integer(type, json),
            AbiKind.Text when json.ValueKind == JsonValueKind.String => json.GetString(),
            AbiKind.Address when json.ValueKind == JsonValueKind.String && Address.TryParse(json.GetString(), out Address address) => address,
            AbiKind.Bytes or AbiKind.FixedBytes when json.ValueKind == JsonValueKind.String && Hex.TryDecode(json.GetString(), out byte[] bytes) => bytes,
            _ => throw new AbiException($"The JSON value does not fit {type}."),
        };
    }

    private static BigInteger Integer(AbiType type, JsonElement json)
    {
        string text = json.ValueKind switch
        {
            JsonValueKind.Number => json.GetRawText(),
            JsonValueKind.String => json.GetString()!,
            _ => "",
        };
        bool hexadecimal = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        bool read = hexadecimal
            ? BigInteger.TryParse("0" + text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out BigInteger value) && text.Length > 2
            : BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
        return read ? value : throw new AbiException($"The JSON value does not fit {type}.");
    }

    private static bool Found(bool has, JsonElement member, out object? found)
    {
        found = member;
        return has;
    }
}
