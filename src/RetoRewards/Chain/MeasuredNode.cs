using System.Text.Json;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Observability;

namespace RetoRewards.Chain;

/// <summary>Measures the calls to one endpoint, by method and outcome.</summary>
internal sealed class MeasuredNode(IEthereumNode node, TimeProvider clock) : IEthereumNode
{
    public async Task<JsonElement> SendAsync(RpcCall call, CancellationToken cancellationToken)
    {
        IReadOnlyList<RpcReply> replies = await MeasureAsync(
            call.Method,
            async () => [await ReplyAsync(call, cancellationToken)]);
        return replies[0].Require();
    }

    public Task<IReadOnlyList<RpcReply>> SendBatchAsync(IReadOnlyList<RpcCall> calls, CancellationToken cancellationToken) =>
        calls.Count == 0
            ? Task.FromResult<IReadOnlyList<RpcReply>>([])
            : MeasureAsync(calls[0].Method, () => node.SendBatchAsync(calls, cancellationToken));

    public override string ToString() => node.ToString() ?? "node";

    private async Task<RpcReply> ReplyAsync(RpcCall call, CancellationToken cancellationToken)
    {
        try
        {
            return new RpcReply(await node.SendAsync(call, cancellationToken), Error: null);
        }
        catch (RpcRefusedException refused)
        {
            return new RpcReply(default, refused.Error);
        }
    }

    private async Task<IReadOnlyList<RpcReply>> MeasureAsync(string method, Func<Task<IReadOnlyList<RpcReply>>> ask)
    {
        long start = clock.GetTimestamp();
        string outcome = "cancelled";
        try
        {
            IReadOnlyList<RpcReply> replies = await ask();
            outcome = replies.Any(reply => reply.Error is not null) ? "refused" : "ok";
            return replies;
        }
        catch (RpcFaultException fault)
        {
            outcome = JsonNamingPolicy.SnakeCaseLower.ConvertName(fault.Fault.ToString());
            throw;
        }
        finally
        {
            Measures.NodeCall(method, outcome, clock.GetElapsedTime(start));
        }
    }
}
