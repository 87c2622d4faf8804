using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using RetoRewards.Ethereum.Abi;
using RetoRewards.Ethereum.Hashing;

namespace RetoRewards.Ethereum.Messages;

/// <summary>Typed structured data to be signed (EIP-712).</summary>
public sealed class TypedData
{
    private const string DomainType = "EIP712Domain";

    private readonly IReadOnlyDictionary<string, IReadOnlyList<TypedField>> _types;
    private readonly ConcurrentDictionary<string, Hash32> _typeHashes = new(StringComparer.Ordinal);
    private readonly string _primaryType;
    private readonly object _domain;
    private readonly object _message;

    /// <summary>Describes the data in code.</summary>
    /// <param name="domain">Where the signature counts.</param>
    /// <param name="types">The structs by name, without that of the domain.</param>
    /// <param name="primaryType">The struct of the message.</param>
    /// <param name="message">The message by member; values as <see cref="AbiKind"/> says, structs as dictionaries.</param>
    public TypedData(
        TypedDataDomain domain,
        IReadOnlyDictionary<string, IReadOnlyList<TypedField>> types,
        string primaryType,
        IReadOnlyDictionary<string, object?> message)
    {
        (IReadOnlyList<TypedField> fields, IReadOnlyDictionary<string, object?> values) = domain.ToStruct();
        _types = new Dictionary<string, IReadOnlyList<TypedField>>(types, StringComparer.Ordinal) { [DomainType] = fields };
        _primaryType = primaryType;
        _domain = values;
        _message = message;
    }

    private TypedData(IReadOnlyDictionary<string, IReadOnlyList<TypedField>> types, string primaryType, JsonElement domain, JsonElement message)
    {
        _types = types;
        _primaryType = primaryType;
        _domain = domain;
        _message = message;
    }

    /// <summary>Reads the JSON that <c>eth_signTypedData_v4</c> takes.</summary>
    /// <param name="json">An object with types, primaryType, domain and message; the domain's struct may be left out of the types.</param>
    /// <returns>The data.</returns>
    /// <exception cref="AbiException">The JSON is malformed or lacks a member.</exception>
    public static TypedData Parse(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return TypedJson.Read(document.RootElement.Clone(), (types, primaryType, domain, message) => new TypedData(types, primaryType, domain, message));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new AbiException("The typed data is not the JSON of EIP-712.", exception);
        }
    }

    /// <summary>The digest to sign or to recover from.</summary>
    /// <returns>Keccak-256 of 0x1901, the domain separator and the message's hash.</returns>
    /// <exception cref="AbiException">A type is unknown, or a value is lacking or does not fit.</exception>
    public Hash32 Hash()
    {
        Span<byte> all = stackalloc byte[2 + Hash32.Length + Hash32.Length];
        all[0] = 0x19;
        all[1] = 0x01;
        DomainSeparator().CopyTo(all[2..]);
        MessageHash().CopyTo(all[(2 + Hash32.Length)..]);
        return Keccak256.Hash(all);
    }

    /// <summary>The hash of the domain.</summary>
    /// <returns>What contracts call the domain separator.</returns>
    /// <exception cref="AbiException">A value is lacking or does not fit.</exception>
    public Hash32 DomainSeparator() => HashStruct(DomainType, _domain);

    /// <summary>The hash of the message alone.</summary>
    /// <returns>The struct's hash.</returns>
    /// <exception cref="AbiException">A type is unknown, or a value is lacking or does not fit.</exception>
    public Hash32 MessageHash() => HashStruct(_primaryType, _message);

    /// <summary>A struct's type with those that it uses, as EIP-712 writes it.</summary>
    /// <param name="structName">The struct.</param>
    /// <returns>Such as <c>Mail(Person from,string contents)Person(string name)</c>.</returns>
    /// <exception cref="AbiException">There is no such struct.</exception>
    public string EncodeType(string structName)
    {
        SortedSet<string> used = new(StringComparer.Ordinal);
        Collect(structName, used);
        _ = used.Remove(structName);
        StringBuilder text = new();
        foreach (string name in used.Prepend(structName))
        {
            _ = text.Append(name).Append('(').AppendJoin(',', Fields(name).Select(field => $"{field.Type} {field.Name}")).Append(')');
        }

        return text.ToString();
    }

    private void Collect(string structName, SortedSet<string> found)
    {
        if (!found.Add(structName))
        {
            return;
        }

        foreach (TypedField field in Fields(structName))
        {
            string stem = field.Type.Split('[')[0];
            if (_types.ContainsKey(stem))
            {
                Collect(stem, found);
            }
        }
    }

    private IReadOnlyList<TypedField> Fields(string structName) =>
        _types.TryGetValue(structName, out IReadOnlyList<TypedField>? fields) ? fields : throw new AbiException($"There is no struct '{structName}'.");

    private Hash32 HashStruct(string structName, object? value)
    {
        IReadOnlyList<TypedField> fields = Fields(structName);
        byte[] words = new byte[(1 + fields.Count) * Hash32.Length];
        _typeHashes.GetOrAdd(structName, name => Keccak256.Hash(EncodeType(name))).CopyTo(words);
        for (int i = 0; i < fields.Count; i++)
        {
            object? member = TypedJson.Member(value, structName, fields[i].Name);
            Word(fields[i].Type, member).CopyTo(words.AsSpan((1 + i) * Hash32.Length));
        }

        return Keccak256.Hash(words);
    }

    private Hash32 Word(string type, object? value)
    {
        if (type.EndsWith(']'))
        {
            return HashArray(type, value);
        }

        if (_types.ContainsKey(type))
        {
            return HashStruct(type, value);
        }

        AbiType known = AbiType.Parse(type);
        object? taken = TypedJson.Value(known, value);
        return known.Kind switch
        {
            AbiKind.Bytes => Keccak256.Hash(AbiInput.Bytes(known, taken).Span),
            AbiKind.Text => Keccak256.Hash(AbiInput.Text(known, taken)),
            _ => new Hash32(AbiEncoder.Encode([], [new AbiParameter("", known)], [taken])),
        };
    }

    private Hash32 HashArray(string type, object? value)
    {
        int open = type.LastIndexOf('[');
        string element = type[..open];
        IReadOnlyList<object?> items = TypedJson.Items(type, value);
        string length = type[(open + 1)..^1];
        if (length.Length > 0 && length != items.Count.ToString(System.Globalization.CultureInfo.InvariantCulture))
        {
            throw new AbiException($"{items.Count} values do not fit {type}.");
        }

        byte[] words = new byte[items.Count * Hash32.Length];
        for (int i = 0; i < items.Count; i++)
        {
            Word(element, items[i]).CopyTo(words.AsSpan(i * Hash32.Length));
        }

        return Keccak256.Hash(words);
    }
}
