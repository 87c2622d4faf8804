using System.Text.Json;

namespace RetoRewards.Ethereum.Nodes;

/// <summary>A node that answers JSON-RPC: the seam between this service and whatever speaks to the chain.</summary>
/// <remarks>
/// Two members on purpose, so that an adapter over another client is short; the typed calls are extension methods
/// in <see cref="NodeCalls"/> and mean the same over every implementation.
/// Every call has a deadline of the implementation's own besides the caller's cancellation, and fails with one of two
/// exceptions: <see cref="RpcRefusedException"/> when the node answered with an error, <see cref="RpcFaultException"/>
/// when no usable answer came, so that the outcome is unknown.
/// An implementation may repeat reads; it never repeats <c>eth_sendRawTransaction</c> or another call that changes something.
/// </remarks>
public interface IEthereumNode
{
    /// <summary>Makes one call.</summary>
    /// <param name="call">The method and its parameters.</param>
    /// <param name="cancellationToken">Ends the wait; it does not undo a call that the node has received.</param>
    /// <returns>The member <c>result</c>, which may be JSON null; it stays valid for as long as the caller holds it.</returns>
    /// <exception cref="RpcRefusedException">The node answered with an error.</exception>
    /// <exception cref="RpcFaultException">No usable answer came.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    Task<JsonElement> SendAsync(RpcCall call, CancellationToken cancellationToken);

    /// <summary>Makes several calls in as few requests as the implementation allows; a node may handle them in any order.</summary>
    /// <param name="calls">Any number of calls; none gives no replies and makes no request.</param>
    /// <param name="cancellationToken">Ends the wait; it does not undo calls that the node has received.</param>
    /// <returns>One reply a call, in the order of the calls; a refusal of one call is in its reply and hides no other.</returns>
    /// <exception cref="RpcFaultException">No usable answer came to the whole or to one of the calls.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    Task<IReadOnlyList<RpcReply>> SendBatchAsync(IReadOnlyList<RpcCall> calls, CancellationToken cancellationToken);
}
