using System.Numerics;

namespace RetoRewards.Ethereum.Abi;

/// <summary>Decoded values by position and by name: the results of a call, the arguments of an event, or a tuple.</summary>
public sealed class AbiValues
{
    private readonly IReadOnlyList<AbiParameter> _parameters;
    private readonly object[] _values;

    internal AbiValues(IReadOnlyList<AbiParameter> parameters, object[] values)
    {
        _parameters = parameters;
        _values = values;
    }

    /// <summary>How many values there are.</summary>
    public int Count => _values.Length;

    /// <summary>The names in order; some may be empty.</summary>
    public IEnumerable<string> Names => _parameters.Select(parameter => parameter.Name);

    /// <summary>The value at a position; <see cref="AbiKind"/> says of what .NET type.</summary>
    /// <param name="position">0 to <see cref="Count"/> - 1.</param>
    public object this[int position] => _values[position];

    /// <summary>The value of a name.</summary>
    /// <param name="name">The parameter's name in the ABI.</param>
    /// <exception cref="AbiException">No parameter has the name.</exception>
    public object this[string name] => _values[Position(name)];

    /// <summary>The value at a position, converted.</summary>
    /// <typeparam name="T">The kind's own type; an integer type that holds the value; <see cref="Hash32"/> for <c>bytes32</c>.</typeparam>
    /// <param name="position">0 to <see cref="Count"/> - 1.</param>
    /// <returns>The value.</returns>
    /// <exception cref="AbiException">The value does not convert.</exception>
    public T Get<T>(int position) => Convert<T>(_values[position]);

    /// <summary>The value of a name, converted.</summary>
    /// <typeparam name="T">The kind's own type; an integer type that holds the value; <see cref="Hash32"/> for <c>bytes32</c>.</typeparam>
    /// <param name="name">The parameter's name in the ABI.</param>
    /// <returns>The value.</returns>
    /// <exception cref="AbiException">No parameter has the name, or the value does not convert.</exception>
    public T Get<T>(string name) => Convert<T>(this[name]);

    /// <summary>The elements of an array, converted.</summary>
    /// <typeparam name="T">As in <see cref="Get{T}(string)"/>.</typeparam>
    /// <param name="name">The parameter's name in the ABI.</param>
    /// <returns>The elements in order.</returns>
    /// <exception cref="AbiException">No parameter has the name, or an element does not convert.</exception>
    public IReadOnlyList<T> GetList<T>(string name) => [.. Get<object[]>(name).Select(Convert<T>)];

    internal IReadOnlyList<object> All => _values;

    private static T Convert<T>(object value)
    {
        if (value is T exact)
        {
            return exact;
        }

        object? converted = value switch
        {
            BigInteger number when typeof(T) == typeof(long) && number >= long.MinValue && number <= long.MaxValue => (long)number,
            BigInteger number when typeof(T) == typeof(ulong) && number.Sign >= 0 && number <= ulong.MaxValue => (ulong)number,
            BigInteger number when typeof(T) == typeof(int) && number >= int.MinValue && number <= int.MaxValue => (int)number,
            BigInteger number when typeof(T) == typeof(byte) && number.Sign >= 0 && number <= byte.MaxValue => (byte)number,
            byte[] { Length: Hash32.Length } bytes when typeof(T) == typeof(Hash32) => new Hash32(bytes),
            byte[] bytes when typeof(T) == typeof(ReadOnlyMemory<byte>) => new ReadOnlyMemory<byte>(bytes),
            _ => null,
        };
        return converted is T result ? result : throw new AbiException($"A value of {value.GetType().Name} does not convert to {typeof(T).Name}.");
    }

    private int Position(string name)
    {
        for (int i = 0; i < _parameters.Count; i++)
        {
            if (string.Equals(_parameters[i].Name, name, StringComparison.Ordinal))
            {
                return i;
            }
        }

        throw new AbiException($"There is no value named '{name}'.");
    }
}
