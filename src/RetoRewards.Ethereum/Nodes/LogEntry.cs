namespace RetoRewards.Ethereum.Nodes;

/// <summary>One log that a contract emitted, with its place on the chain.</summary>
/// <param name="Address">The contract that emitted it.</param>
/// <param name="Topics">At most four; the first is the event's signature hash unless the event is anonymous.</param>
/// <param name="Data">The arguments that are not indexed.</param>
/// <param name="BlockNumber">The height of its block.</param>
/// <param name="BlockHash">The hash of its block: what decides whether the log still counts.</param>
/// <param name="TransactionHash">The transaction that emitted it.</param>
/// <param name="TransactionIndex">The transaction's place in the block.</param>
/// <param name="LogIndex">Its place among the block's logs.</param>
/// <param name="Removed">Whether the node says that its block was forked away.</param>
public sealed record LogEntry(
    Address Address,
    IReadOnlyList<Hash32> Topics,
    ReadOnlyMemory<byte> Data,
    long BlockNumber,
    Hash32 BlockHash,
    Hash32 TransactionHash,
    int TransactionIndex,
    int LogIndex,
    bool Removed);
