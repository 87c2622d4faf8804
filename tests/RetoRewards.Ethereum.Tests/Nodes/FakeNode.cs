using System.Text.Json;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Ethereum.Tests.Nodes;

/// <summary>A node in memory: it answers checks from its fields and everything else as the test says.</summary>
internal sealed class FakeNode : IEthereumNode
{
    private int _asked;
    private int _checked;

    public long ChainId { get; set; } = 31_337;

    public long Head { get; set; } = 100;

    public bool ChecksFail { get; set; }

    public Func<RpcCall, CancellationToken, Task<string>> Answer { get; set; } = (_, _) => Task.FromResult("\"0x1\"");

    public int Asked => _asked;

    public int Checked => _checked;

    public async Task<JsonElement> SendAsync(RpcCall call, CancellationToken cancellationToken)
    {
        _ = Interlocked.Increment(ref _asked);
        return Json(await Answer(call, cancellationToken));
    }

    public async Task<IReadOnlyList<RpcReply>> SendBatchAsync(IReadOnlyList<RpcCall> calls, CancellationToken cancellationToken)
    {
        if (calls.Count == 2 && calls[0].Method == "eth_chainId" && calls[1].Method == "eth_blockNumber")
        {
            _ = Interlocked.Increment(ref _checked);
            return ChecksFail
                ? throw new RpcFaultException(RpcFault.Connection, "refused")
                : [new RpcReply(Json($"\"0x{ChainId:x}\""), null), new RpcReply(Json($"\"0x{Head:x}\""), null)];
        }

        _ = Interlocked.Increment(ref _asked);
        List<RpcReply> replies = [];
        foreach (RpcCall call in calls)
        {
            replies.Add(new RpcReply(Json(await Answer(call, cancellationToken)), null));
        }

        return replies;
    }

    public static Task<string> Fail(RpcFault fault = RpcFault.Connection) => Task.FromException<string>(new RpcFaultException(fault, "no answer"));

    private static JsonElement Json(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
