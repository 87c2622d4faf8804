using System.Numerics;

namespace RetoRewards.Ethereum.Nodes;

/// <summary>What became of a transaction that is in a block.</summary>
/// <param name="TransactionHash">The transaction.</param>
/// <param name="TransactionIndex">Its place in the block.</param>
/// <param name="BlockHash">The hash of its block; check it against the followed chain before believing the receipt.</param>
/// <param name="BlockNumber">The height of its block.</param>
/// <param name="From">The sender.</param>
/// <param name="To">The account called, or null for a contract creation.</param>
/// <param name="CreatedContract">The contract created, or null.</param>
/// <param name="Succeeded">False when it reverted: fees paid, nonce used, nothing else changed.</param>
/// <param name="GasUsed">Gas used by this transaction alone.</param>
/// <param name="EffectiveGasPrice">Wei paid a gas.</param>
/// <param name="Logs">The logs in order.</param>
public sealed record TransactionReceipt(
    Hash32 TransactionHash,
    int TransactionIndex,
    Hash32 BlockHash,
    long BlockNumber,
    Address From,
    Address? To,
    Address? CreatedContract,
    bool Succeeded,
    long GasUsed,
    BigInteger EffectiveGasPrice,
    IReadOnlyList<LogEntry> Logs);
