namespace RetoRewards.Ethereum.Abi;

/// <summary>A type of the contract ABI specification of Solidity; without fixed-point and function types.</summary>
public sealed class AbiType
{
    private AbiType(AbiKind kind, string name, int size, AbiType? element, IReadOnlyList<AbiParameter> components)
    {
        Kind = kind;
        Name = name;
        Size = size;
        Element = element;
        Components = components;
        IsDynamic = kind switch
        {
            AbiKind.Bytes or AbiKind.Text => true,
            AbiKind.Array => size < 0 || element!.IsDynamic,
            AbiKind.Tuple => components.Any(component => component.Type.IsDynamic),
            _ => false,
        };
        HeadLength = IsDynamic
            ? AbiWord.Length
            : kind switch
            {
                AbiKind.Array => checked(size * element!.HeadLength),
                AbiKind.Tuple => components.Sum(component => component.Type.HeadLength),
                _ => AbiWord.Length,
            };
    }

    /// <summary>The kind.</summary>
    public AbiKind Kind { get; }

    /// <summary>The canonical name that goes into signatures, such as <c>(uint256,bytes)[2]</c>.</summary>
    public string Name { get; }

    /// <summary>Bits of an integer, bytes of fixed bytes, elements of a fixed array, -1 of a dynamic one; else 0.</summary>
    public int Size { get; }

    /// <summary>The type of an array's elements, else null.</summary>
    public AbiType? Element { get; }

    /// <summary>The parameters of a tuple, else none.</summary>
    public IReadOnlyList<AbiParameter> Components { get; }

    /// <summary>Whether values are coded behind an offset.</summary>
    public bool IsDynamic { get; }

    /// <summary>Bytes that a value takes in the head of its tuple: the whole of a static one, the offset of a dynamic one.</summary>
    internal int HeadLength { get; }

    /// <summary>Reads a type's name; components of tuples in parentheses, without names.</summary>
    /// <param name="name">Such as <c>uint256</c>, <c>bytes32[]</c> or <c>(address,uint96)[3]</c>; <c>uint</c> and <c>int</c> have 256 bits.</param>
    /// <returns>The type.</returns>
    /// <exception cref="AbiException">No such type.</exception>
    public static AbiType Parse(string name)
    {
        if (name.EndsWith(']'))
        {
            return ArrayOf(name, Parse);
        }

        return name.StartsWith('(') && name.EndsWith(')')
            ? TupleOf([.. SplitComponents(name[1..^1]).Select(component => new AbiParameter("", Parse(component)))])
            : Elementary(name);
    }

    /// <summary>The tuple type of these components.</summary>
    /// <param name="components">The components in order.</param>
    /// <returns>The type.</returns>
    public static AbiType TupleOf(IReadOnlyList<AbiParameter> components) =>
        new(AbiKind.Tuple, $"({string.Join(',', components.Select(component => component.Type.Name))})", 0, null, components);

    /// <summary>The canonical name.</summary>
    /// <returns>The text of <see cref="Name"/>.</returns>
    public override string ToString() => Name;

    internal static AbiType ArrayOf(string name, Func<string, AbiType> readElement)
    {
        int open = name.LastIndexOf('[');
        if (open < 0)
        {
            throw Unknown(name);
        }

        AbiType element = readElement(name[..open]);
        string length = name[(open + 1)..^1];
        int size = -1;
        if (length.Length > 0 && (!int.TryParse(length, System.Globalization.NumberStyles.None, null, out size) || size > AbiWord.MaxElements))
        {
            throw Unknown(name);
        }

        return new AbiType(AbiKind.Array, $"{element.Name}[{length}]", size, element, []);
    }

    private static AbiType Elementary(string name) =>
        name switch
        {
            "address" => new(AbiKind.Address, name, 0, null, []),
            "bool" => new(AbiKind.Boolean, name, 0, null, []),
            "bytes" => new(AbiKind.Bytes, name, 0, null, []),
            "string" => new(AbiKind.Text, name, 0, null, []),
            "uint" => Sized(AbiKind.Unsigned, "uint", "256", 256, 8),
            "int" => Sized(AbiKind.Signed, "int", "256", 256, 8),
            _ when name.StartsWith("uint", StringComparison.Ordinal) => Sized(AbiKind.Unsigned, "uint", name[4..], 256, 8),
            _ when name.StartsWith("int", StringComparison.Ordinal) => Sized(AbiKind.Signed, "int", name[3..], 256, 8),
            _ when name.StartsWith("bytes", StringComparison.Ordinal) => Sized(AbiKind.FixedBytes, "bytes", name[5..], 32, 1),
            _ => throw Unknown(name),
        };

    private static AbiType Sized(AbiKind kind, string stem, string digits, int most, int step) =>
        int.TryParse(digits, System.Globalization.NumberStyles.None, null, out int size)
            && size > 0 && size <= most && size % step == 0 && digits[0] != '0'
                ? new AbiType(kind, stem + digits, size, null, [])
                : throw Unknown(stem + digits);

    private static IEnumerable<string> SplitComponents(string inner)
    {
        int depth = 0;
        int start = 0;
        for (int i = 0; i < inner.Length; i++)
        {
            depth += inner[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (inner[i] == ',' && depth == 0)
            {
                yield return inner[start..i];
                start = i + 1;
            }
        }

        if (inner.Length > 0)
        {
            yield return inner[start..];
        }
    }

    private static AbiException Unknown(string name) => new($"'{name}' is no ABI type that is known here.");
}
