namespace RetoRewards.Ethereum.Nodes;

/// <summary>One request to a node: what it asks, and under which ids.</summary>
/// <param name="Calls">The calls, one or more.</param>
/// <param name="FirstId">The id of the first; the next ones follow.</param>
/// <param name="Single">Whether the one call goes as an object; a batch of one goes as a list.</param>
internal sealed record NodeExchange(IReadOnlyList<RpcCall> Calls, long FirstId, bool Single);
