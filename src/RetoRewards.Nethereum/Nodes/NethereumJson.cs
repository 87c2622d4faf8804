using System.Text.Json;
using Nethereum.JsonRpc.Client.RpcMessages;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using RetoRewards.Ethereum.Nodes;
using RpcError = RetoRewards.Ethereum.Nodes.RpcError;

namespace RetoRewards.Nethereum.Nodes;

/// <summary>Carries parameters and results between the two JSON libraries without changing them.</summary>
internal static class NethereumJson
{
    private const int MaxDepth = 64;

    /// <summary>Reads what looks like a date as the text that it is.</summary>
    public static readonly JsonSerializerSettings Settings = new()
    {
        DateParseHandling = DateParseHandling.None,
        MaxDepth = MaxDepth,
    };

    /// <summary>The request as Nethereum sends it; its parameters are written as our own client writes them.</summary>
    public static RpcRequestMessage Request(RpcCall call, long id) =>
        new(id, call.Method, [.. call.Parameters.Select(parameter => (object)new JRaw(System.Text.Json.JsonSerializer.Serialize(parameter)))]);

    /// <summary>Reads the answer to one call.</summary>
    /// <exception cref="RpcFaultException">No answer, one to another call, or a request to come back later.</exception>
    public static RpcReply Reply(RpcResponseMessage? response, RpcCall call, long id)
    {
        if (response is null)
        {
            throw NodeJson.Rubbish($"no reply to {call.Method}");
        }

        if (!string.Equals(response.Id?.ToString(), $"{id}", StringComparison.Ordinal) && !(response.HasError && response.Id is null))
        {
            throw NodeJson.Rubbish("a reply whose id was not asked for");
        }

        if (!response.HasError)
        {
            return new RpcReply(Element(response.Result), null);
        }

        return Refusal(response.Error.Code, response.Error.Message, response.Error.Data, call);
    }

    /// <summary>Reads a refusal.</summary>
    /// <exception cref="RpcFaultException">The node asks to come back later.</exception>
    public static RpcReply Refusal(int code, string message, object? data, RpcCall call)
    {
        RpcError refused = RpcWire.Error(Parsed(new { code, message, data }));
        return RpcWire.IsBusy(refused)
            ? throw new RpcFaultException(RpcFault.Busy, $"The node asks to come back later with {call.Method}: {refused.Message}")
            : new RpcReply(default, refused);
    }

    private static JsonElement Element(object? result) => result is JsonElement element ? element.Clone() : Parsed(result);

    private static JsonElement Parsed(object? value)
    {
        using JsonDocument document = JsonDocument.Parse(JsonConvert.SerializeObject(value, Settings), new JsonDocumentOptions { MaxDepth = MaxDepth });
        return document.RootElement.Clone();
    }
}
