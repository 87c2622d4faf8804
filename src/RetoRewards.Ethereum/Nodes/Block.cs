using System.Numerics;

namespace RetoRewards.Ethereum.Nodes;

/// <summary>The head of a block and the hashes of its transactions.</summary>
/// <param name="Number">The height; 0 is genesis.</param>
/// <param name="Hash">The block's hash.</param>
/// <param name="ParentHash">The hash of the block before it; follow chains by this.</param>
/// <param name="Timestamp">Seconds since 1970-01-01 UTC.</param>
/// <param name="LogsBloom">The filter over the addresses and topics of its logs.</param>
/// <param name="BaseFeePerGas">Wei a gas burnt (EIP-1559); null on a chain without it.</param>
/// <param name="GasLimit">Most gas that the block may use.</param>
/// <param name="GasUsed">Gas that its transactions used.</param>
/// <param name="TransactionHashes">Its transactions in order.</param>
public sealed record Block(
    long Number,
    Hash32 Hash,
    Hash32 ParentHash,
    long Timestamp,
    LogsBloom LogsBloom,
    BigInteger? BaseFeePerGas,
    long GasLimit,
    long GasUsed,
    IReadOnlyList<Hash32> TransactionHashes);
