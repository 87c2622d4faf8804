namespace RetoRewards.Ethereum.Abi;

/// <summary>A custom error of a contract; it is coded as a call is.</summary>
public sealed class AbiError
{
    private readonly AbiFunction _coding;

    /// <summary>Describes an error.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="inputs">Its parameters.</param>
    public AbiError(string name, IReadOnlyList<AbiParameter> inputs)
    {
        _coding = new AbiFunction(name, inputs, []);
    }

    /// <summary>Its name.</summary>
    public string Name => _coding.Name;

    /// <summary>Its parameters.</summary>
    public IReadOnlyList<AbiParameter> Inputs => _coding.Inputs;

    /// <summary>Name and types.</summary>
    public string Signature => _coding.Signature;

    /// <summary>The first four bytes of the Keccak-256 of the signature.</summary>
    public ReadOnlyMemory<byte> Selector => _coding.Selector;

    /// <summary>Reads the arguments of this error.</summary>
    /// <param name="data">The revert data with its selector.</param>
    /// <returns>The arguments.</returns>
    /// <exception cref="AbiException">Another selector, or data that cannot be.</exception>
    public AbiValues Decode(ReadOnlySpan<byte> data) => _coding.DecodeArguments(data);
}
