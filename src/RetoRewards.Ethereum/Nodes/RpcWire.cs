using System.Net;
using System.Text.Json;

namespace RetoRewards.Ethereum.Nodes;

/// <summary>JSON-RPC 2.0 as bytes: writes requests, and reads answers without believing them.</summary>
internal static class RpcWire
{
    // Codes of JSON-RPC errors by which providers say "come back later": the EIP-1474 limit code and a common private one.
    private const int LimitExceeded = -32005;
    private const int TooManyRequests = 429;

    private static readonly JsonSerializerOptions Options = new() { MaxDepth = 64 };

    public static byte[] Write(IReadOnlyList<RpcCall> calls, long firstId, bool single)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            if (!single)
            {
                writer.WriteStartArray();
            }

            for (int i = 0; i < calls.Count; i++)
            {
                writer.WriteStartObject();
                writer.WriteString("jsonrpc"u8, "2.0"u8);
                writer.WriteNumber("id"u8, firstId + i);
                writer.WriteString("method"u8, calls[i].Method);
                writer.WritePropertyName("params"u8);
                JsonSerializer.Serialize(writer, calls[i].Parameters, Options);
                writer.WriteEndObject();
            }

            if (!single)
            {
                writer.WriteEndArray();
            }
        }

        return stream.ToArray();
    }

    public static IReadOnlyList<RpcReply> Read(byte[] answer, NodeExchange exchange, HttpStatusCode status)
    {
        JsonElement root = Parse(answer, status);
        if (exchange.Single)
        {
            return [Reply(root, exchange.FirstId, exchange.Calls[0])];
        }

        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("error", out JsonElement whole))
        {
            // The node refused the batch as such, so no call of it was made.
            RpcError error = Error(whole);
            throw new RpcFaultException(IsBusy(error) ? RpcFault.Busy : RpcFault.Rubbish, $"The node refused the batch: {error.Message} (code {error.Code}).");
        }

        return Batch(root, exchange.Calls, exchange.FirstId);
    }

    private static RpcReply[] Batch(JsonElement root, IReadOnlyList<RpcCall> calls, long firstId)
    {
        if (root.ValueKind != JsonValueKind.Array || root.GetArrayLength() != calls.Count)
        {
            throw NodeJson.Rubbish("something that is no batch of that many replies");
        }

        RpcReply?[] replies = new RpcReply?[calls.Count];
        foreach (JsonElement item in root.EnumerateArray())
        {
            long place = Id(item) - firstId;
            if (place < 0 || place >= calls.Count || replies[place] is not null)
            {
                throw NodeJson.Rubbish("a reply whose id was not asked for");
            }

            replies[place] = Reply(item, firstId + place, calls[(int)place]);
        }

        return [.. replies.Select(reply => reply!)];
    }

    private static JsonElement Parse(byte[] answer, HttpStatusCode status)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(answer);
            JsonElement root = document.RootElement.Clone();
            if (root.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            {
                // Some nodes give a JSON-RPC refusal under a 4xx or 5xx status; only an answer that carries one counts then.
                bool carriesAnswer = (int)status is >= 200 and < 300 || (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("jsonrpc", out _));
                if (carriesAnswer)
                {
                    return root;
                }
            }
        }
        catch (JsonException exception) when ((int)status is >= 200 and < 300)
        {
            throw new RpcFaultException(RpcFault.Rubbish, "The node answered with something that is not JSON.", exception);
        }
        catch (JsonException exception)
        {
            throw new RpcFaultException(RpcFault.Status, $"The node answered with HTTP status {(int)status}.", exception);
        }

        throw (int)status is >= 200 and < 300
            ? NodeJson.Rubbish("JSON that is no JSON-RPC answer")
            : new RpcFaultException(RpcFault.Status, $"The node answered with HTTP status {(int)status}.");
    }

    private static RpcReply Reply(JsonElement item, long id, RpcCall call)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            throw NodeJson.Rubbish("something where a reply belongs");
        }

        bool hasError = item.TryGetProperty("error", out JsonElement error) && error.ValueKind != JsonValueKind.Null;
        if (Id(item) != id && !(hasError && IdIsNull(item)))
        {
            throw NodeJson.Rubbish("a reply whose id was not asked for");
        }

        if (hasError)
        {
            RpcError refused = Error(error);
            return IsBusy(refused)
                ? throw new RpcFaultException(RpcFault.Busy, $"The node asks to come back later with {call.Method}: {refused.Message}")
                : new RpcReply(default, refused);
        }

        return item.TryGetProperty("result", out JsonElement result)
            ? new RpcReply(result, null)
            : throw NodeJson.Rubbish("a reply with neither result nor error");
    }

    private static long Id(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object
            && item.TryGetProperty("id", out JsonElement id)
            && id.ValueKind == JsonValueKind.Number
            && id.TryGetInt64(out long number)
                ? number
                : long.MinValue;

    private static bool IdIsNull(JsonElement item) => !item.TryGetProperty("id", out JsonElement id) || id.ValueKind == JsonValueKind.Null;

    public static bool IsBusy(RpcError error) => error.Code is LimitExceeded or TooManyRequests;

    /// <summary>Reads the member <c>error</c> of a reply.</summary>
    public static RpcError Error(JsonElement error)
    {
        if (error.ValueKind != JsonValueKind.Object)
        {
            throw NodeJson.Rubbish("an error that is no object");
        }

        int code = error.TryGetProperty("code", out JsonElement number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out int read)
            ? read
            : 0;
        string message = error.TryGetProperty("message", out JsonElement words) && words.ValueKind == JsonValueKind.String ? words.GetString()! : "";
        return new RpcError(code, message, error.TryGetProperty("data", out JsonElement data) ? RevertData(data, 0) : default);
    }

    /// <summary>Finds the revert data: geth and anvil give text, Hardhat an object with a member data, proxies wrap once more.</summary>
    private static ReadOnlyMemory<byte> RevertData(JsonElement data, int depth)
    {
        const int MaxDepth = 3;
        if (data.ValueKind == JsonValueKind.String)
        {
            string text = data.GetString()!;
            return text.StartsWith("0x", StringComparison.Ordinal) && Hex.TryDecode(text, out byte[] bytes) ? bytes : default;
        }

        if (data.ValueKind != JsonValueKind.Object || depth == MaxDepth)
        {
            return default;
        }

        foreach (string member in (ReadOnlySpan<string>)["data", "result", "originalError", "cause"])
        {
            if (data.TryGetProperty(member, out JsonElement inner) && RevertData(inner, depth + 1) is { IsEmpty: false } found)
            {
                return found;
            }
        }

        return default;
    }
}
