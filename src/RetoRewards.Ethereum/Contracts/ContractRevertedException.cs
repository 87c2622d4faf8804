using RetoRewards.Ethereum.Abi;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Ethereum.Contracts;

/// <summary>A contract reverted with an error that its ABI names.</summary>
public sealed class ContractRevertedException : RpcRefusedException
{
    /// <summary>Names the contract's error.</summary>
    /// <param name="decoded">The contract's error.</param>
    /// <param name="error">The node's error that carried it.</param>
    public ContractRevertedException(DecodedError decoded, RpcError error)
        : base($"The contract reverted: {decoded}.", error)
    {
        Decoded = decoded;
    }

    /// <summary>The contract's error.</summary>
    public DecodedError Decoded { get; }
}
