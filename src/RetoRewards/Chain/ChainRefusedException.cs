namespace RetoRewards.Chain;

/// <summary>The node's chain is not the one that this database belongs to. Nothing is read from it or sent to it.</summary>
internal sealed class ChainRefusedException(string message) : Exception(message);
