using System.Text.Json;
using System.Text.Json.Nodes;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Tests.Faults;

/// <summary>A node that answers as the test says, and otherwise as the real one behind it.</summary>
internal sealed class LyingNode(IEthereumNode real) : IEthereumNode
{
    /// <summary>Answers in the real node's place; null to ask it. May throw what a node would.</summary>
    public Func<RpcCall, JsonElement?>? Answer { get; set; }

    /// <summary>Changes what the real node answered.</summary>
    public Func<RpcCall, JsonElement?, JsonElement?>? Change { get; set; }

    public async Task<JsonElement> SendAsync(RpcCall call, CancellationToken cancellationToken)
    {
        if (Answer?.Invoke(call) is { } own)
        {
            return own;
        }

        JsonElement answer = await real.SendAsync(call, cancellationToken);
        return Change?.Invoke(call, answer) ?? answer;
    }

    public async Task<IReadOnlyList<RpcReply>> SendBatchAsync(IReadOnlyList<RpcCall> calls, CancellationToken cancellationToken)
    {
        List<RpcReply> replies = [];
        foreach (RpcCall call in calls)
        {
            try
            {
                replies.Add(new RpcReply(await SendAsync(call, cancellationToken), null));
            }
            catch (RpcRefusedException refused)
            {
                replies.Add(new RpcReply(default, refused.Error));
            }
        }

        return replies;
    }

    public static JsonElement Json(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    /// <summary>The answer with other members.</summary>
    public static JsonElement With(JsonElement answer, params (string Name, string Value)[] members)
    {
        JsonObject changed = JsonObject.Create(answer)!;
        foreach ((string name, string value) in members)
        {
            changed[name] = value;
        }

        return Json(changed.ToJsonString());
    }

    /// <summary>The first and the last block that a call for logs names.</summary>
    public static (long First, long Last) Range(RpcCall call)
    {
        JsonElement filter = JsonSerializer.SerializeToElement(call.Parameters[0]);
        return (Number(filter, "fromBlock"), Number(filter, "toBlock"));
    }

    /// <summary>Whether a call for logs names topics.</summary>
    public static bool NamesTopics(RpcCall call) =>
        JsonSerializer.SerializeToElement(call.Parameters[0]).TryGetProperty("topics", out JsonElement topics) && topics.GetArrayLength() > 0;

    /// <summary>A receipt of success without a log, for the transaction that the call asks for.</summary>
    public static JsonElement Receipt(RpcCall call, Block block, string contract) => Json(
        $$"""
        {"transactionHash":"{{call.Parameters[0]}}","transactionIndex":"0x0","blockHash":"{{block.Hash}}","blockNumber":"0x{{block.Number:x}}",
         "from":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","to":"{{contract}}","cumulativeGasUsed":"0x5208","gasUsed":"0x5208",
         "effectiveGasPrice":"0x3b9aca00","contractAddress":null,"logs":[],"logsBloom":"0x{{new string('0', 512)}}","status":"0x1","type":"0x2"}
        """);

    private static long Number(JsonElement filter, string name) => Convert.ToInt64(filter.GetProperty(name).GetString(), 16);
}
