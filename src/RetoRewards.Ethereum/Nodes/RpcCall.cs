namespace RetoRewards.Ethereum.Nodes;

/// <summary>One JSON-RPC call.</summary>
/// <param name="Method">The method, such as <c>eth_chainId</c>.</param>
/// <param name="Parameters">The positional parameters: anything that System.Text.Json writes as JSON.</param>
public sealed record RpcCall(string Method, IReadOnlyList<object?> Parameters)
{
    /// <summary>A call with the parameters in order.</summary>
    /// <param name="method">The method.</param>
    /// <param name="parameters">The positional parameters.</param>
    /// <returns>The call.</returns>
    public static RpcCall To(string method, params object?[] parameters) => new(method, parameters);

    /// <summary>The method, without parameters, which may be large.</summary>
    /// <returns>The method.</returns>
    public override string ToString() => Method;
}
