namespace RetoRewards.Ethereum.Nodes;

/// <summary>Why no usable answer came.</summary>
public enum RpcFault
{
    /// <summary>No connection, or it broke.</summary>
    Connection,

    /// <summary>The deadline passed.</summary>
    Timeout,

    /// <summary>The node, or something before it, asked to come back later: HTTP 429 or a JSON-RPC limit code.</summary>
    Busy,

    /// <summary>An HTTP status that tells of no JSON-RPC answer: 5xx, 401, 403 and the like.</summary>
    Status,

    /// <summary>An answer that is no JSON-RPC answer to the call, is too large, or holds values that cannot be.</summary>
    Rubbish,

    /// <summary>No endpoint may be asked: all are broken, behind, or of another chain.</summary>
    NoEndpoint,
}
