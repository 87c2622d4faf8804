namespace RetoRewards.Chain.Local;

/// <summary>The local chain cannot be started, or has ended by itself. The message says what to do and is shown as it is.</summary>
internal sealed class LocalNodeException(string message) : Exception(message);
