namespace RetoRewards.Ethereum.Abi;

/// <summary>A value does not fit its ABI type, an ABI is malformed or lacks a name, or encoded data cannot be.</summary>
public sealed class AbiException : Exception
{
    /// <summary>Says what does not fit.</summary>
    /// <param name="message">A plain sentence.</param>
    /// <param name="inner">What was caught, if anything.</param>
    public AbiException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
