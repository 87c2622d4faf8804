namespace RetoRewards.Ethereum.Nodes;

/// <summary>The node received the call and answered with an error: asking again the same way gives the same answer.</summary>
public class RpcRefusedException : Exception
{
    /// <summary>Wraps the node's error.</summary>
    /// <param name="error">The node's error.</param>
    public RpcRefusedException(RpcError error)
        : this($"The node refused the call: {error.Message} (code {error.Code}).", error)
    {
    }

    /// <summary>Wraps the node's error under a message of its own.</summary>
    /// <param name="message">What to tell the reader.</param>
    /// <param name="error">The node's error.</param>
    protected RpcRefusedException(string message, RpcError error)
        : base(message)
    {
        Error = error;
    }

    /// <summary>Code, words and revert data as the node gave them.</summary>
    public RpcError Error { get; }
}
