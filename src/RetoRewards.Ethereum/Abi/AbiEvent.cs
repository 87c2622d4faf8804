using RetoRewards.Ethereum.Hashing;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Ethereum.Abi;

/// <summary>An event of a contract.</summary>
public sealed class AbiEvent
{
    /// <summary>Describes an event.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="inputs">Its parameters, indexed and not, as declared.</param>
    public AbiEvent(string name, IReadOnlyList<AbiParameter> inputs)
    {
        Name = name;
        Inputs = inputs;
        Signature = name + AbiType.TupleOf(inputs).Name;
        Topic = Keccak256.Hash(Signature);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its parameters as declared.</summary>
    public IReadOnlyList<AbiParameter> Inputs { get; }

    /// <summary>Name and types, such as <c>Transfer(address,address,uint256)</c>.</summary>
    public string Signature { get; }

    /// <summary>The first topic of its logs: the Keccak-256 of the signature.</summary>
    public Hash32 Topic { get; }

    /// <summary>Reads a log if it is one of this event.</summary>
    /// <param name="log">Any log; whose contract it is, is the caller's to check.</param>
    /// <param name="values">The arguments as declared; an indexed string, bytes, array or tuple is its hash (<see cref="Hash32"/>). Null when the log is of another event.</param>
    /// <returns>Whether its first topic and its number of topics are this event's.</returns>
    /// <exception cref="AbiException">It has this event's topic and data that cannot be.</exception>
    public bool TryDecode(LogEntry log, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out AbiValues? values)
    {
        values = null;
        if (log.Topics.Count != 1 + Inputs.Count(input => input.Indexed) || log.Topics[0] != Topic)
        {
            return false;
        }

        AbiValues data = AbiDecoder.Decode([.. Inputs.Where(input => !input.Indexed)], log.Data.Span);
        object[] all = new object[Inputs.Count];
        int topic = 1;
        int next = 0;
        for (int i = 0; i < all.Length; i++)
        {
            all[i] = Inputs[i].Indexed ? Indexed(Inputs[i], log.Topics[topic++]) : data[next++];
        }

        values = new AbiValues(Inputs, all);
        return true;
    }

    /// <summary>Topics for a <see cref="LogFilter"/> that chooses this event with these indexed arguments.</summary>
    /// <param name="indexed">A value, or null for any, for each indexed parameter in order; the last ones may be left out.</param>
    /// <returns>The topics.</returns>
    /// <exception cref="AbiException">Too many values, or one that does not fit or is no single word.</exception>
    public IReadOnlyList<IReadOnlyList<Hash32>> Topics(params object?[] indexed)
    {
        AbiParameter[] parameters = [.. Inputs.Where(input => input.Indexed)];
        if (indexed.Length > parameters.Length)
        {
            throw new AbiException($"{Signature} has {parameters.Length} indexed parameters, not {indexed.Length}.");
        }

        return [[Topic], .. indexed.Select((value, place) => TopicOf(parameters[place], value))];
    }

    private static IReadOnlyList<Hash32> TopicOf(AbiParameter parameter, object? value)
    {
        if (value is null)
        {
            return [];
        }

        return IsWord(parameter.Type)
            ? [new Hash32(AbiEncoder.Encode([], [parameter], [value]))]
            : [value is Hash32 hash ? hash : throw new AbiException($"Give the hash of the indexed {parameter.Type}.")];
    }

    private static object Indexed(AbiParameter parameter, Hash32 topic) =>
        IsWord(parameter.Type) ? AbiDecoder.Decode([parameter], topic.ToArray())[0] : topic;

    private static bool IsWord(AbiType type) => !type.IsDynamic && type.Kind is not (AbiKind.Array or AbiKind.Tuple);
}
