using System.Numerics;
using System.Text.Json;

namespace RetoRewards.Ethereum.Nodes;

/// <summary>Reads the results of JSON-RPC calls; what cannot be is a fault, never a guess.</summary>
internal static class NodeJson
{
    public static long Long(JsonElement value)
    {
        BigInteger read = Integer(value);
        return read <= long.MaxValue ? (long)read : throw Rubbish("a number that is too large");
    }

    public static BigInteger Integer(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && Quantity.TryRead(value.GetString(), out BigInteger read)
            ? read
            : throw Rubbish("something where a quantity belongs");

    public static byte[] Bytes(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
            && value.GetString() is { } text
            && text.StartsWith("0x", StringComparison.Ordinal)
            && Hex.TryDecode(text, out byte[] bytes)
                ? bytes
                : throw Rubbish("something where bytes belong");

    public static Hash32 Hash(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && Hash32.TryParse(value.GetString(), out Hash32 hash)
            ? hash
            : throw Rubbish("something where a hash belongs");

    public static Block? BlockOrNull(JsonElement value) =>
        IsNull(value)
            ? null
            : new Block(
                Long(Member(value, "number")),
                Hash(Member(value, "hash")),
                Hash(Member(value, "parentHash")),
                Long(Member(value, "timestamp")),
                Bloom(Member(value, "logsBloom")),
                Optional(value, "baseFeePerGas") is { } baseFee ? Integer(baseFee) : null,
                Long(Member(value, "gasLimit")),
                Long(Member(value, "gasUsed")),
                [.. Items(Member(value, "transactions")).Select(Hash)]);

    public static TransactionReceipt? ReceiptOrNull(JsonElement value) =>
        IsNull(value)
            ? null
            : new TransactionReceipt(
                Hash(Member(value, "transactionHash")),
                Index(Member(value, "transactionIndex")),
                Hash(Member(value, "blockHash")),
                Long(Member(value, "blockNumber")),
                Account(Member(value, "from")),
                Optional(value, "to") is { } to ? Account(to) : null,
                Optional(value, "contractAddress") is { } created ? Account(created) : null,
                Status(Member(value, "status")),
                Long(Member(value, "gasUsed")),
                Optional(value, "effectiveGasPrice") is { } price ? Integer(price) : BigInteger.Zero,
                Logs(Member(value, "logs")));

    public static TransactionInfo? TransactionOrNull(JsonElement value)
    {
        if (IsNull(value))
        {
            return null;
        }

        BigInteger? gasPrice = Optional(value, "gasPrice") is { } price ? Integer(price) : null;
        return new TransactionInfo(
            Hash(Member(value, "hash")),
            Account(Member(value, "from")),
            Long(Member(value, "nonce")),
            Optional(value, "to") is { } to ? Account(to) : null,
            Integer(Member(value, "value")),
            Bytes(Member(value, "input")),
            Long(Member(value, "gas")),
            Optional(value, "maxFeePerGas") is { } maxFee ? Integer(maxFee) : gasPrice ?? throw Rubbish("a transaction without a fee"),
            Optional(value, "maxPriorityFeePerGas") is { } tip ? Integer(tip) : gasPrice ?? throw Rubbish("a transaction without a fee"),
            Optional(value, "blockHash") is { } hash ? Hash(hash) : null,
            Optional(value, "blockNumber") is { } number ? Long(number) : null,
            Optional(value, "transactionIndex") is { } index ? Index(index) : null);
    }

    public static IReadOnlyList<LogEntry> Logs(JsonElement value) => [.. Items(value).Select(Log)];

    public static FeeHistory FeeHistory(JsonElement value)
    {
        BigInteger[] baseFees = [.. Items(Member(value, "baseFeePerGas")).Select(Integer)];
        decimal[] ratios = [.. Items(Member(value, "gasUsedRatio")).Select(Ratio)];
        IReadOnlyList<BigInteger>[] rewards = Optional(value, "reward") is { } reward
            ? [.. Items(reward).Select(block => (IReadOnlyList<BigInteger>)[.. Items(block).Select(Integer)])]
            : [];
        bool fits = baseFees.Length == ratios.Length + 1 && (rewards.Length == 0 || rewards.Length == ratios.Length);
        return fits
            ? new FeeHistory(Long(Member(value, "oldestBlock")), baseFees, ratios, rewards)
            : throw Rubbish("a fee history of uneven lengths");
    }

    public static JsonElement Member(JsonElement value, string name) =>
        Optional(value, name) ?? throw Rubbish($"an answer without its member {name}");

    public static RpcFaultException Rubbish(string what) => new(RpcFault.Rubbish, $"The node answered with {what}.");

    private static LogEntry Log(JsonElement value) =>
        new(
            Account(Member(value, "address")),
            [.. Items(Member(value, "topics")).Select(Hash)],
            Bytes(Member(value, "data")),
            Long(Member(value, "blockNumber")),
            Hash(Member(value, "blockHash")),
            Hash(Member(value, "transactionHash")),
            Index(Member(value, "transactionIndex")),
            Index(Member(value, "logIndex")),
            Optional(value, "removed") is { ValueKind: JsonValueKind.True });

    private static JsonElement? Optional(JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw Rubbish("something where an object belongs");
        }

        return value.TryGetProperty(name, out JsonElement member) && member.ValueKind != JsonValueKind.Null ? member : null;
    }

    private static bool IsNull(JsonElement value) => value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined;

    private static JsonElement.ArrayEnumerator Items(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw Rubbish("something where a list belongs");

    private static Address Account(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && Address.TryParse(value.GetString(), out Address address)
            ? address
            : throw Rubbish("something where an address belongs");

    private static int Index(JsonElement value)
    {
        long index = Long(value);
        return index <= int.MaxValue ? (int)index : throw Rubbish("an index that is too large");
    }

    private static bool Status(JsonElement value) =>
        Long(value) switch
        {
            0 => false,
            1 => true,
            _ => throw Rubbish("a status other than 0 and 1"),
        };

    private static LogsBloom Bloom(JsonElement value)
    {
        byte[] bytes = Bytes(value);
        return bytes.Length == LogsBloom.Length ? new LogsBloom(bytes) : throw Rubbish("a bloom of another length");
    }

    private static decimal Ratio(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out decimal ratio) ? ratio : throw Rubbish("something where a ratio belongs");
}
