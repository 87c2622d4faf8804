using RetoRewards.Ethereum.Hashing;

namespace RetoRewards.Ethereum.Abi;

/// <summary>A function of a contract.</summary>
public sealed class AbiFunction
{
    /// <summary>The number of bytes of a selector: 4.</summary>
    public const int SelectorLength = 4;

    private readonly byte[] _selector;

    /// <summary>Describes a function.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="inputs">Its parameters.</param>
    /// <param name="outputs">Its results.</param>
    public AbiFunction(string name, IReadOnlyList<AbiParameter> inputs, IReadOnlyList<AbiParameter> outputs)
    {
        Name = name;
        Inputs = inputs;
        Outputs = outputs;
        Signature = name + AbiType.TupleOf(inputs).Name;
        _selector = Keccak256.Hash(Signature).ToArray()[..SelectorLength];
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its parameters.</summary>
    public IReadOnlyList<AbiParameter> Inputs { get; }

    /// <summary>Its results.</summary>
    public IReadOnlyList<AbiParameter> Outputs { get; }

    /// <summary>Name and types, such as <c>transfer(address,uint256)</c>.</summary>
    public string Signature { get; }

    /// <summary>The first four bytes of the Keccak-256 of the signature.</summary>
    public ReadOnlyMemory<byte> Selector => _selector;

    /// <summary>Codes a call; <see cref="AbiKind"/> says which .NET values are taken.</summary>
    /// <param name="arguments">The arguments in order.</param>
    /// <returns>The calldata.</returns>
    /// <exception cref="AbiException">An argument does not fit.</exception>
    public byte[] Encode(params object?[] arguments) => AbiEncoder.Encode(_selector, Inputs, arguments);

    /// <summary>Reads the arguments of a call to this function.</summary>
    /// <param name="calldata">The calldata with its selector.</param>
    /// <returns>The arguments.</returns>
    /// <exception cref="AbiException">Another selector, or data that cannot be.</exception>
    public AbiValues DecodeArguments(ReadOnlySpan<byte> calldata) =>
        calldata.StartsWith(_selector)
            ? AbiDecoder.Decode(Inputs, calldata[SelectorLength..])
            : throw new AbiException($"The data is no call of {Signature}.");

    /// <summary>Reads the results of a call.</summary>
    /// <param name="data">The bytes that the call returned.</param>
    /// <returns>The results.</returns>
    /// <exception cref="AbiException">Data that cannot be; none at all comes from an address without code.</exception>
    public AbiValues DecodeResult(ReadOnlySpan<byte> data) => AbiDecoder.Decode(Outputs, data);
}
