using System.Globalization;
using System.Text.Json;
using RetoRewards.Chain;
using RetoRewards.Chain.Batches;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Ethereum.Transactions;

namespace RetoRewards.Tests.Simulation;

/// <summary>The model chain behind the interface of a node, which loses calls and answers as the seed says.</summary>
internal sealed class ModelNode(ModelChain chain, SimulatedFaults faults) : IEthereumNode
{
    private const double Crash = 0.004;
    private const double Loss = 0.01;
    private const int Reverted = 3;
    private const int Refused = -32_000;

    private static readonly string EmptyBloom = "0x" + new string('0', 512);
    private static readonly string FullBloom = "0x" + new string('f', 512);

    public Task<JsonElement> SendAsync(RpcCall call, CancellationToken cancellationToken)
    {
        faults.MayCrash(Crash);
        Lose("The call was lost.");
        object? answer = Answer(call.Method, JsonSerializer.SerializeToElement(call.Parameters));
        faults.MayCrash(Crash);
        Lose("The answer was lost.");
        return Task.FromResult(JsonSerializer.SerializeToElement(answer));
    }

    public async Task<IReadOnlyList<RpcReply>> SendBatchAsync(IReadOnlyList<RpcCall> calls, CancellationToken cancellationToken)
    {
        List<RpcReply> replies = new(calls.Count);
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

    private void Lose(string sentence)
    {
        if (faults.Hits(Loss))
        {
            throw new RpcFaultException(RpcFault.Timeout, sentence);
        }
    }

    private object? Answer(string method, JsonElement parameters) => method switch
    {
        "eth_chainId" => Hex(chain.ChainId),
        "eth_blockNumber" => Hex(chain.Head.Number),
        "eth_getBlockByNumber" => BlockAt(parameters[0].GetString()!) is { } block ? Json(block) : null,
        "eth_getTransactionCount" => Hex((BlockAt(parameters[1].GetString()!) ?? chain.Head).Nonce),
        "eth_getBalance" => "0xde0b6b3a7640000000",
        "eth_getCode" => "0x60",
        "eth_gasPrice" or "eth_maxPriorityFeePerGas" => Hex(1_000_000_000),
        "eth_feeHistory" => Fees(),
        "eth_getLogs" => Logs(parameters[0]),
        "eth_getTransactionReceipt" => Receipt(parameters[0].GetString()!),
        "eth_sendRawTransaction" => Submit(parameters[0].GetString()!),
        "eth_call" => Call(parameters[0]),
        _ => throw new NotSupportedException($"The model knows no {method}."),
    };

    private ModelBlock? BlockAt(string tag)
    {
        long number = tag switch
        {
            "latest" or "pending" or "safe" => chain.Head.Number,
            "earliest" => 0,
            "finalized" => 0,
            _ => long.Parse(tag.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
        };
        return number < chain.Blocks.Count ? chain.Blocks[(int)number] : null;
    }

    private static Dictionary<string, object?> Json(ModelBlock block) => new()
    {
        ["number"] = Hex(block.Number),
        ["hash"] = block.Hash.ToString(),
        ["parentHash"] = block.ParentHash.ToString(),
        ["timestamp"] = Hex(block.Timestamp),
        ["logsBloom"] = block.Transactions.Any(one => one.Succeeded) ? FullBloom : EmptyBloom,
        ["baseFeePerGas"] = Hex(BaseFee(block.Number)),
        ["gasLimit"] = Hex(30_000_000),
        ["gasUsed"] = Hex(21_000),
        ["transactions"] = block.Transactions.Select(one => one.Transaction.Hash.ToString()).ToArray(),
    };

    private Dictionary<string, object?> Fees() => new()
    {
        ["oldestBlock"] = Hex(chain.Head.Number),
        ["baseFeePerGas"] = new[] { Hex(BaseFee(chain.Head.Number)), Hex(BaseFee(chain.Head.Number + 1)) },
        ["gasUsedRatio"] = new[] { 0.5 },
        ["reward"] = new[] { new[] { Hex(1_000_000_000) } },
    };

    private object[] Logs(JsonElement filter)
    {
        ModelBlock[] of = filter.TryGetProperty("blockHash", out JsonElement hash)
            ? [.. chain.Blocks.Where(block => block.Hash.ToString() == hash.GetString())]
            : [.. chain.Blocks.Where(block => block.Number >= BlockAt(filter.GetProperty("fromBlock").GetString()!)?.Number
                && block.Number <= (BlockAt(filter.GetProperty("toBlock").GetString()!) ?? chain.Head).Number)];
        return [.. of.SelectMany(block => block.Transactions.Select((_, index) => Log(block, index)).OfType<object>())];
    }

    private Dictionary<string, object?>? Log(ModelBlock block, int index)
    {
        ModelTransaction one = block.Transactions[index];
        if (one.Paid is not { } batch)
        {
            return null;
        }

        UInt128 total = batch.ReadWords().Aggregate(UInt128.Zero, (sum, word) => sum + word.Amount.BaseUnits);
        string data = "0x" + Convert.ToHexStringLower(batch.PreviousTag) + Word((UInt128)batch.FirstReward)
            + Word((UInt128)(batch.Fingerprints.Length / sizeof(long))) + Word(total) + Convert.ToHexStringLower(batch.ReceiptsRoot);
        return new Dictionary<string, object?>
        {
            ["address"] = chain.Contract.ToString(),
            ["topics"] = new[]
            {
                RetoContracts.CampaignsAbi.Events.Single(known => known.Name == "BatchPaid").Topic.ToString(),
                "0x" + Word(ModelChain.CampaignNumber),
                "0x" + Convert.ToHexStringLower(one.Tag!),
            },
            ["data"] = data,
            ["blockNumber"] = Hex(block.Number),
            ["blockHash"] = block.Hash.ToString(),
            ["transactionHash"] = one.Transaction.Hash.ToString(),
            ["transactionIndex"] = Hex(index),
            ["logIndex"] = Hex(index),
            ["removed"] = false,
        };
    }

    private Dictionary<string, object?>? Receipt(string hash)
    {
        foreach (ModelBlock block in chain.Blocks)
        {
            for (int index = 0; index < block.Transactions.Count; index++)
            {
                ModelTransaction one = block.Transactions[index];
                if (one.Transaction.Hash.ToString() == hash)
                {
                    return new Dictionary<string, object?>
                    {
                        ["transactionHash"] = hash,
                        ["transactionIndex"] = Hex(index),
                        ["blockHash"] = block.Hash.ToString(),
                        ["blockNumber"] = Hex(block.Number),
                        ["from"] = one.Transaction.From.ToString(),
                        ["to"] = chain.Contract.ToString(),
                        ["status"] = one.Succeeded ? "0x1" : "0x0",
                        ["gasUsed"] = Hex(100_000),
                        ["effectiveGasPrice"] = Hex(1_000_000_000),
                        ["logs"] = Log(block, index) is { } log ? new object[] { log } : [],
                    };
                }
            }
        }

        return null;
    }

    private string Submit(string raw)
    {
        DecodedTransaction transaction = DecodedTransaction.Read(Convert.FromHexString(raw.AsSpan(2)));
        return chain.Submit(transaction) is { } refusal
            ? throw new RpcRefusedException(new RpcError(Refused, refusal, default))
            : transaction.Hash.ToString();
    }

    private string Call(JsonElement request)
    {
        string data = (request.TryGetProperty("data", out JsonElement told) ? told : request.GetProperty("input")).GetString()!;
        byte[] calldata = Convert.FromHexString(data.AsSpan(2));
        string function = RetoContracts.CampaignsAbi.Functions
            .Single(one => one.Selector.Span.SequenceEqual(calldata.AsSpan(0, 4))).Name;
        return function switch
        {
            "lastTag" => "0x" + Convert.ToHexStringLower(chain.Head.Tag),
            "nextReward" => "0x" + Word((UInt128)chain.Head.NextReward),
            "pay" or "payBatch" => chain.WouldPay(PayBatch.Read(calldata))
                ? "0x"
                : throw new RpcRefusedException(new RpcError(Reverted, "execution reverted", default)),
            _ => throw new NotSupportedException($"The model of the contract knows no {function}."),
        };
    }

    /// <summary>It moves, so that what is signed twice is not the same bytes twice.</summary>
    private static long BaseFee(long number) => 1_000_000_000 + (number % 7 * 50_000_000);

    private static string Hex(long number) => "0x" + number.ToString("x", CultureInfo.InvariantCulture);

    private static string Word(UInt128 number) => number.ToString("x64", CultureInfo.InvariantCulture);
}
