namespace RetoRewards.Ethereum.Nodes;

/// <summary>No usable answer came from the node. Whether it received the call, and what it did, is unknown.</summary>
public sealed class RpcFaultException : Exception
{
    /// <summary>Describes the fault.</summary>
    /// <param name="fault">The kind of fault.</param>
    /// <param name="message">A plain sentence, without addresses that may hold keys.</param>
    /// <param name="inner">What was caught, if anything.</param>
    public RpcFaultException(RpcFault fault, string message, Exception? inner = null)
        : base(message, inner)
    {
        Fault = fault;
    }

    /// <summary>The kind of fault.</summary>
    public RpcFault Fault { get; }
}
