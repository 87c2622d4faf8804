using System.Numerics;

namespace RetoRewards.Ethereum.Nodes;

/// <summary>A transaction as a node holds it, waiting or in a block.</summary>
/// <param name="Hash">Its hash.</param>
/// <param name="From">The sender.</param>
/// <param name="Nonce">The sender's count before it.</param>
/// <param name="To">The account called, or null for a contract creation.</param>
/// <param name="Value">Wei sent.</param>
/// <param name="Input">The calldata.</param>
/// <param name="GasLimit">Most gas that it may use.</param>
/// <param name="MaxFeePerGas">Most wei a gas; the gas price of a transaction before EIP-1559.</param>
/// <param name="MaxPriorityFeePerGas">Most wei a gas for the block's maker; the gas price of a transaction before EIP-1559.</param>
/// <param name="BlockHash">Its block, or null while it waits.</param>
/// <param name="BlockNumber">Its block's height, or null while it waits.</param>
/// <param name="TransactionIndex">Its place in the block, or null while it waits.</param>
public sealed record TransactionInfo(
    Hash32 Hash,
    Address From,
    long Nonce,
    Address? To,
    BigInteger Value,
    ReadOnlyMemory<byte> Input,
    long GasLimit,
    BigInteger MaxFeePerGas,
    BigInteger MaxPriorityFeePerGas,
    Hash32? BlockHash,
    long? BlockNumber,
    int? TransactionIndex);
