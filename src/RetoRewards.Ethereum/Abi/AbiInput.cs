using System.Collections;
using System.Numerics;

namespace RetoRewards.Ethereum.Abi;

/// <summary>Takes .NET values for ABI types and refuses what does not fit.</summary>
internal static class AbiInput
{
    public static BigInteger Integer(AbiType type, object? value)
    {
        BigInteger number = value switch
        {
            BigInteger big => big,
            int small => small,
            long large => large,
            uint small => small,
            ulong large => large,
            byte tiny => tiny,
            ushort small => small,
            short small => small,
            sbyte tiny => tiny,
            UInt128 huge => huge,
            _ => throw Unfit(type, value),
        };
        return AbiWord.Fits(number, type) ? number : throw new AbiException($"{number} is out of the range of {type}.");
    }

    public static Address Address(AbiType type, object? value) => value is Address address ? address : throw Unfit(type, value);

    public static bool Boolean(AbiType type, object? value) => value is bool flag ? flag : throw Unfit(type, value);

    public static string Text(AbiType type, object? value) => value as string ?? throw Unfit(type, value);

    public static ReadOnlyMemory<byte> Bytes(AbiType type, object? value)
    {
        ReadOnlyMemory<byte> bytes = value switch
        {
            byte[] array => array,
            ReadOnlyMemory<byte> memory => memory,
            Memory<byte> memory => memory,
            Hash32 hash => hash.ToArray(),
            _ => throw Unfit(type, value),
        };
        return type.Kind == AbiKind.Bytes || bytes.Length == type.Size
            ? bytes
            : throw new AbiException($"{bytes.Length} bytes do not fit {type}.");
    }

    public static IReadOnlyList<object?> Items(AbiType type, object? value)
    {
        IReadOnlyList<object?> items = value switch
        {
            IReadOnlyList<object?> list => list,
            string => throw Unfit(type, value),
            IEnumerable sequence => [.. sequence.Cast<object?>()],
            _ => throw Unfit(type, value),
        };
        return type.Size < 0 || items.Count == type.Size
            ? items
            : throw new AbiException($"{items.Count} values do not fit {type}.");
    }

    public static IReadOnlyList<object?> Tuple(AbiType type, object? value)
    {
        IReadOnlyList<object?> items = value switch
        {
            AbiValues values => values.All,
            IReadOnlyDictionary<string, object?> named => [.. type.Components.Select(component => Named(type, named, component.Name))],
            System.Runtime.CompilerServices.ITuple tuple => [.. Enumerable.Range(0, tuple.Length).Select(position => tuple[position])],
            IReadOnlyList<object?> list => list,
            _ => throw Unfit(type, value),
        };
        return items.Count == type.Components.Count
            ? items
            : throw new AbiException($"{items.Count} values do not fit {type}.");
    }

    private static object? Named(AbiType type, IReadOnlyDictionary<string, object?> named, string name) =>
        named.TryGetValue(name, out object? value) ? value : throw new AbiException($"The value for {type} lacks '{name}'.");

    private static AbiException Unfit(AbiType type, object? value) =>
        new($"A value of {value?.GetType().Name ?? "null"} does not fit {type}.");
}
