using System.Collections;
using System.Globalization;
using System.Numerics;
using Nethereum.ABI.FunctionEncoding;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Abi;

namespace RetoRewards.Nethereum.Contracts;

/// <summary>Turns values into the .NET types that Nethereum codes, and back into those of our ABI.</summary>
internal static class NethereumValues
{
    /// <exception cref="AbiException">The values do not fit.</exception>
    public static object?[] To(IReadOnlyList<AbiParameter> parameters, IReadOnlyList<object?> values) =>
        values.Count == parameters.Count
            ? [.. parameters.Select((parameter, place) => To(parameter.Type, values[place]))]
            : throw new AbiException($"There are {parameters.Count} parameters, not {values.Count}.");

    /// <exception cref="AbiException">Nethereum read something else than the ABI says.</exception>
    public static AbiValues From(IReadOnlyList<AbiParameter> parameters, IReadOnlyList<ParameterOutput> outputs)
    {
        object[] values = new object[parameters.Count];
        foreach (ParameterOutput output in outputs)
        {
            int place = output.Parameter.Order - 1;
            values[place] = parameters[place].Indexed && parameters[place].Type.IsDynamic
                ? Hash32.Parse((string)output.Result)
                : From(parameters[place].Type, output.Result);
        }

        return new AbiValues(parameters, values);
    }

    private static object To(AbiType type, object? value) =>
        type.Kind switch
        {
            AbiKind.Unsigned or AbiKind.Signed => AbiInput.Integer(type, value),
            AbiKind.Address => AbiInput.Address(type, value).ToLowerHex(),
            AbiKind.Boolean => AbiInput.Boolean(type, value),
            AbiKind.Text => AbiInput.Text(type, value),
            AbiKind.FixedBytes or AbiKind.Bytes => AbiInput.Bytes(type, value).ToArray(),
            AbiKind.Array => AbiInput.Items(type, value).Select(item => To(type.Element!, item)).ToArray(),
            AbiKind.Tuple => To(type.Components, AbiInput.Tuple(type, value)),
            _ => throw new AbiException($"{type} is not known here."),
        };

    private static object From(AbiType type, object? value) =>
        (type.Kind, value) switch
        {
            (AbiKind.Unsigned or AbiKind.Signed, BigInteger number) => number,
            (AbiKind.Unsigned or AbiKind.Signed, IConvertible number) => new BigInteger(number.ToDecimal(CultureInfo.InvariantCulture)),
            (AbiKind.Address, string text) => Address.Parse(text),
            (AbiKind.Boolean, bool flag) => flag,
            (AbiKind.Text, string text) => text,
            (AbiKind.FixedBytes or AbiKind.Bytes, byte[] bytes) => bytes,
            (AbiKind.Array, IEnumerable items) => items.Cast<object?>().Select(item => From(type.Element!, item)).ToArray(),
            (AbiKind.Tuple, IReadOnlyList<ParameterOutput> members) => From(type.Components, members),
            _ => throw new AbiException($"A value of {value?.GetType().Name ?? "null"} is no {type}."),
        };
}
