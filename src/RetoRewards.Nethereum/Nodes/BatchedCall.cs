using Nethereum.JsonRpc.Client;
using Nethereum.JsonRpc.Client.RpcMessages;
using RpcError = Nethereum.JsonRpc.Client.RpcError;

namespace RetoRewards.Nethereum.Nodes;

/// <summary>A call of a batch that keeps its answer as it came.</summary>
internal sealed class BatchedCall(RpcRequestMessage request) : IRpcRequestResponseBatchItem
{
    public RpcRequestMessage RpcRequestMessage => request;

    /// <summary>The answer, or null when none came to this call.</summary>
    public RpcResponseMessage? Response { get; private set; }

    public bool HasError => Response?.HasError ?? false;

    public object? RawResponse => Response?.Result;

    public RpcError? RpcError => Response?.Error is { } error ? new RpcError(error.Code, error.Message, error.Data) : null;

    public void DecodeResponse(RpcResponseMessage rpcResponse) => Response = rpcResponse;
}
