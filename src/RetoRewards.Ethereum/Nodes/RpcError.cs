namespace RetoRewards.Ethereum.Nodes;

/// <summary>The error with which a node refused a call.</summary>
/// <param name="Code">The JSON-RPC error code; 3 is geth's for a revert, -32000 its catch-all.</param>
/// <param name="Message">The node's words.</param>
/// <param name="Data">The revert data, if the node gave any in whichever of the usual places; else none.</param>
public sealed record RpcError(int Code, string Message, ReadOnlyMemory<byte> Data);
