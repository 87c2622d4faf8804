using System.Text.Json;

namespace RetoRewards.Ethereum.Abi;

/// <summary>The functions, events and errors of a contract, read from the compiler's JSON.</summary>
public sealed class ContractAbi
{
    private static readonly AbiError[] Builtin =
    [
        new("Error", [new AbiParameter("reason", AbiType.Parse("string"))]),
        new("Panic", [new AbiParameter("code", AbiType.Parse("uint256"))]),
    ];

    private ContractAbi(
        IReadOnlyList<AbiParameter> constructorInputs,
        IReadOnlyList<AbiFunction> functions,
        IReadOnlyList<AbiEvent> events,
        IReadOnlyList<AbiError> errors)
    {
        ConstructorInputs = constructorInputs;
        Functions = functions;
        Events = events;
        Errors = errors;
    }

    /// <summary>The constructor's parameters.</summary>
    public IReadOnlyList<AbiParameter> ConstructorInputs { get; }

    /// <summary>The functions.</summary>
    public IReadOnlyList<AbiFunction> Functions { get; }

    /// <summary>The events; anonymous ones are left out.</summary>
    public IReadOnlyList<AbiEvent> Events { get; }

    /// <summary>The custom errors.</summary>
    public IReadOnlyList<AbiError> Errors { get; }

    /// <summary>Reads the JSON of an ABI.</summary>
    /// <param name="json">The array that the compiler writes.</param>
    /// <returns>The ABI.</returns>
    /// <exception cref="AbiException">Malformed JSON or an unknown type.</exception>
    public static ContractAbi Parse(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return Read(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new AbiException("The ABI is not JSON.", exception);
        }
    }

    /// <summary>A function by its name, or by its signature where names are shared.</summary>
    /// <param name="name">Such as <c>transfer</c> or <c>transfer(address,uint256)</c>.</param>
    /// <returns>The function.</returns>
    /// <exception cref="AbiException">None, or several, have the name.</exception>
    public AbiFunction Function(string name) => One(Functions, name, function => function.Name, function => function.Signature);

    /// <summary>An event by its name, or by its signature where names are shared.</summary>
    /// <param name="name">The name or signature.</param>
    /// <returns>The event.</returns>
    /// <exception cref="AbiException">None, or several, have the name.</exception>
    public AbiEvent Event(string name) => One(Events, name, item => item.Name, item => item.Signature);

    /// <summary>A custom error by its name, or by its signature where names are shared.</summary>
    /// <param name="name">The name or signature.</param>
    /// <returns>The error.</returns>
    /// <exception cref="AbiException">None, or several, have the name.</exception>
    public AbiError Error(string name) => One(Errors, name, error => error.Name, error => error.Signature);

    /// <summary>Names the error in revert data: a custom error of this ABI, <c>Error(string)</c> or <c>Panic(uint256)</c>.</summary>
    /// <param name="data">The revert data.</param>
    /// <returns>The error, or null when there is none, it is not known here, or its arguments cannot be.</returns>
    public DecodedError? DecodeError(ReadOnlySpan<byte> data)
    {
        foreach (AbiError error in Errors.Concat(Builtin))
        {
            if (data.StartsWith(error.Selector.Span))
            {
                return Decode(error, data);
            }
        }

        return null;
    }

    /// <summary>Codes the data of a transaction that creates the contract.</summary>
    /// <param name="bytecode">The creation code.</param>
    /// <param name="arguments">The constructor's arguments.</param>
    /// <returns>The creation code and its arguments.</returns>
    /// <exception cref="AbiException">An argument does not fit.</exception>
    public byte[] EncodeConstructor(ReadOnlyMemory<byte> bytecode, params object?[] arguments) =>
        AbiEncoder.Encode(bytecode.Span, ConstructorInputs, arguments);

    internal static ContractAbi Read(JsonElement abi)
    {
        if (abi.ValueKind != JsonValueKind.Array)
        {
            throw new AbiException("The ABI is no JSON array.");
        }

        ILookup<string, JsonElement> entries = abi.EnumerateArray().ToLookup(entry => AbiJson.Text(entry, "type", "function"));
        return new ContractAbi(
            entries["constructor"].Select(entry => AbiJson.Parameters(entry, "inputs")).FirstOrDefault() ?? [],
            [.. entries["function"].Select(entry => new AbiFunction(AbiJson.Name(entry), AbiJson.Parameters(entry, "inputs"), AbiJson.Parameters(entry, "outputs")))],
            [.. entries["event"].Where(entry => !AbiJson.Flag(entry, "anonymous")).Select(entry => new AbiEvent(AbiJson.Name(entry), AbiJson.Parameters(entry, "inputs")))],
            [.. entries["error"].Select(entry => new AbiError(AbiJson.Name(entry), AbiJson.Parameters(entry, "inputs")))]);
    }

    private static DecodedError? Decode(AbiError error, ReadOnlySpan<byte> data)
    {
        try
        {
            return new DecodedError(error.Name, error.Signature, error.Decode(data));
        }
        catch (AbiException)
        {
            // A contract may revert with any bytes at all: that they only look like this error is no fault of the caller's.
            return null;
        }
    }

    private static T One<T>(IReadOnlyList<T> items, string name, Func<T, string> nameOf, Func<T, string> signatureOf)
        where T : class
    {
        T[] found = [.. items.Where(item => string.Equals(nameOf(item), name, StringComparison.Ordinal) || string.Equals(signatureOf(item), name, StringComparison.Ordinal))];
        return found.Length == 1
            ? found[0]
            : throw new AbiException(found.Length == 0 ? $"The ABI has no '{name}'." : $"The ABI has several '{name}': use the signature.");
    }
}
