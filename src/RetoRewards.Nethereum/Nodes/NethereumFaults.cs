using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Nethereum.JsonRpc.Client;
using Newtonsoft.Json;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Nethereum.Nodes;

/// <summary>Finds out what lies inside the exceptions of Nethereum's clients, which put a rate limit and a refused connection into the same one.</summary>
internal static class NethereumFaults
{
    /// <summary>Whether an exception tells that no usable answer came; anything else is a bug and goes its way.</summary>
    public static bool IsFault(Exception exception) =>
        exception is RpcClientTimeoutException or RpcClientUnknownException or RpcResponseFormatException or RpcResponseBatchException
            or HttpRequestException or IOException or SocketException or WebSocketException or JsonException or InvalidOperationException;

    /// <summary>The fault that an exception stands for.</summary>
    /// <param name="exception">One for which <see cref="IsFault"/> holds.</param>
    /// <param name="options">Names the node without its key.</param>
    public static RpcFaultException Of(Exception exception, HttpNodeOptions options)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case RpcFaultException fault:
                    return new RpcFaultException(fault.Fault, fault.Message, exception);
                case HttpRequestException { StatusCode: HttpStatusCode.TooManyRequests }:
                    return new RpcFaultException(RpcFault.Busy, "The node asks to come back later (HTTP 429).", exception);
                case HttpRequestException { StatusCode: { } status }:
                    return new RpcFaultException(RpcFault.Status, $"The node answered with HTTP status {(int)status}.", exception);
                case OperationCanceledException or RpcClientTimeoutException:
                    return new RpcFaultException(RpcFault.Timeout, "The node did not answer in time.", exception);
                case HttpRequestException or IOException or SocketException or WebSocketException:
                    return new RpcFaultException(RpcFault.Connection, $"The connection to the node at {options} failed: {cause.Message}", exception);
                case JsonException:
                    return new RpcFaultException(RpcFault.Rubbish, "The node answered with something that is no JSON-RPC answer.", exception);
                default:
                    continue;
            }
        }

        return new RpcFaultException(RpcFault.Rubbish, "The node's answer could not be used.", exception);
    }
}
