using System.Numerics;
using System.Text.Json;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Ethereum.Tests.Nodes;

public sealed class NodeCallsTests
{
    private const string Hash = "0x00000000000000000000000000000000000000000000000000000000000000aa";
    private const string Other = "0x00000000000000000000000000000000000000000000000000000000000000bb";
    private const string Account = "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed";

    private const string Log =
        $$"""{"address":"{{Account}}","topics":["{{Other}}"],"data":"0x1234","blockNumber":"0x10","blockHash":"{{Hash}}","transactionHash":"{{Other}}","transactionIndex":"0x1","logIndex":"0x2","removed":false}""";

    [Fact]
    public async Task A_block_is_asked_by_tag_number_or_hash_and_read()
    {
        string block = $$"""{"number":"0x10","hash":"{{Hash}}","parentHash":"{{Other}}","timestamp":"0x64","logsBloom":"0x{{new string('0', 512)}}","baseFeePerGas":"0x7","gasLimit":"0x1c9c380","gasUsed":"0x0","transactions":["{{Other}}"],"withdrawals":[]}""";
        (IEthereumNode node, ScriptedHandler asked) = Answering(block);

        Block read = (await node.GetBlockAsync(BlockTag.Finalized, CancellationToken.None))!;
        await node.GetBlockAsync(BlockTag.At(16), CancellationToken.None);
        await node.GetBlockAsync(BlockTag.At(Hash32.Parse(Hash)), CancellationToken.None);

        Assert.Equal((16L, Hash, Other, 100L), (read.Number, read.Hash.ToString(), read.ParentHash.ToString(), read.Timestamp));
        Assert.Equal((new BigInteger(7), 30_000_000L), (read.BaseFeePerGas, read.GasLimit));
        Assert.Equal([Hash32.Parse(Other)], read.TransactionHashes);
        Assert.False(read.LogsBloom.MayContain(Hash32.Parse(Other)));
        Assert.Equal(["""["finalized",false]""", """["0x10",false]""", $$"""["{{Hash}}",false]"""], Parameters(asked));
        Assert.Equal(["eth_getBlockByNumber", "eth_getBlockByNumber", "eth_getBlockByHash"], asked.Requests.Select(request => request.GetProperty("method").GetString()));
    }

    [Fact]
    public async Task What_the_node_does_not_have_is_null()
    {
        (IEthereumNode node, _) = Answering("null");

        Assert.Null(await node.GetBlockAsync(BlockTag.Latest, CancellationToken.None));
        Assert.Null(await node.GetReceiptAsync(Hash32.Zero, CancellationToken.None));
        Assert.Null(await node.GetTransactionAsync(Hash32.Zero, CancellationToken.None));
        await Assert.ThrowsAsync<RpcFaultException>(() => node.GetBlockNumberAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_receipt_and_its_logs_are_read()
    {
        (IEthereumNode node, _) = Answering(
            $$"""{"transactionHash":"{{Other}}","transactionIndex":"0x1","blockHash":"{{Hash}}","blockNumber":"0x10","from":"{{Account}}","to":null,"contractAddress":"{{Account}}","status":"0x0","gasUsed":"0x5208","effectiveGasPrice":"0x3b9aca00","logs":[{{Log}}]}""");

        TransactionReceipt receipt = (await node.GetReceiptAsync(Hash32.Parse(Other), CancellationToken.None))!;

        Assert.False(receipt.Succeeded);
        Assert.Null(receipt.To);
        Assert.Equal(Address.Parse(Account), receipt.CreatedContract);
        Assert.Equal((21_000L, new BigInteger(1_000_000_000)), (receipt.GasUsed, receipt.EffectiveGasPrice));
        LogEntry log = Assert.Single(receipt.Logs);
        Assert.Equal((16L, 1, 2, false), (log.BlockNumber, log.TransactionIndex, log.LogIndex, log.Removed));
        Assert.Equal("0x1234", Hex.Encode(log.Data.Span));
    }

    [Fact]
    public async Task Logs_are_asked_by_block_hash_or_by_range()
    {
        (IEthereumNode node, ScriptedHandler asked) = Answering($"[{Log}]");
        LogFilter byHash = LogFilter.OfBlock(Hash32.Parse(Hash)) with { Addresses = [Address.Parse(Account)], Topics = [[], [Hash32.Parse(Other)]] };

        Assert.Single(await node.GetLogsAsync(byHash, CancellationToken.None));
        await node.GetLogsAsync(LogFilter.OfRange(BlockTag.At(1), BlockTag.Latest), CancellationToken.None);

        Assert.Equal(
            [
                $$"""[{"blockHash":"{{Hash}}","address":["{{Account}}"],"topics":[null,["{{Other}}"]]}]""",
                """[{"fromBlock":"0x1","toBlock":"latest"}]""",
            ],
            Parameters(asked));
    }

    [Fact]
    public async Task A_call_carries_its_block_and_its_overrides()
    {
        (IEthereumNode node, ScriptedHandler asked) = Answering("\"0x01\"");
        CallRequest request = new() { To = Address.Parse(Account), Data = new byte[] { 0xab }, Value = 16, GasLimit = 100 };
        Dictionary<Address, AccountOverride> overrides = new()
        {
            [Address.Parse(Account)] = new AccountOverride
            {
                Balance = 1,
                Nonce = 0,
                Code = new byte[] { 0xfe },
                StateDiff = new Dictionary<Hash32, Hash32> { [Hash32.Parse(Hash)] = Hash32.Parse(Other) },
            },
        };

        Assert.Equal([1], await node.CallAsync(request, BlockTag.At(Hash32.Parse(Hash)), overrides, CancellationToken.None));
        await node.CallAsync(request with { Value = 0, GasLimit = null }, BlockTag.Pending, null, CancellationToken.None);

        Assert.Equal(
            [
                $$$$"""[{"to":"{{{{Account}}}}","data":"0xab","value":"0x10","gas":"0x64"},{"blockHash":"{{{{Hash}}}}"},{"{{{{Account}}}}":{"balance":"0x1","nonce":"0x0","code":"0xfe","stateDiff":{"{{{{Hash}}}}":"{{{{Other}}}}"}}}]""",
                $$"""[{"to":"{{Account}}","data":"0xab"},"pending"]""",
            ],
            Parameters(asked));
    }

    [Fact]
    public async Task Fee_history_is_read_and_uneven_ones_are_rubbish()
    {
        (IEthereumNode node, ScriptedHandler asked) = Answering(
            """{"oldestBlock":"0x5","baseFeePerGas":["0x1","0x2","0x3"],"gasUsedRatio":[0.5,1e-7],"reward":[["0x1","0x2"],["0x3","0x4"]]}""");

        FeeHistory history = await node.GetFeeHistoryAsync(2, BlockTag.Latest, [10, 50], CancellationToken.None);

        Assert.Equal("""["0x2","latest",[10,50]]""", Assert.Single(Parameters(asked)));
        Assert.Equal(5, history.OldestBlock);
        Assert.Equal([1, 2, 3], history.BaseFeePerGas);
        Assert.Equal([0.5m, 0.0000001m], history.GasUsedRatio);
        Assert.Equal([3, 4], history.Rewards[1]);

        (IEthereumNode uneven, _) = Answering("""{"oldestBlock":"0x5","baseFeePerGas":["0x1"],"gasUsedRatio":[0.5],"reward":[]}""");
        await Assert.ThrowsAsync<RpcFaultException>(() => uneven.GetFeeHistoryAsync(1, BlockTag.Latest, [], CancellationToken.None));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => node.GetFeeHistoryAsync(1_025, BlockTag.Latest, [], CancellationToken.None));
    }

    [Theory]
    [InlineData("\"0x\"")]
    [InlineData("\"12\"")]
    [InlineData("12")]
    [InlineData("\"0xg\"")]
    [InlineData("\"0x-1\"")]
    [InlineData("\"0x10000000000000000\"")]
    [InlineData("{}")]
    public async Task A_number_that_is_none_or_too_large_is_rubbish(string result)
    {
        (IEthereumNode node, _) = Answering(result);

        RpcFaultException thrown = await Assert.ThrowsAsync<RpcFaultException>(() => node.GetChainIdAsync(CancellationToken.None));

        Assert.Equal(RpcFault.Rubbish, thrown.Fault);
    }

    [Fact]
    public void A_bloom_never_denies_what_is_there()
    {
        // Source: the yellow paper's rule, applied by hand to the address of zeros: Keccak-256 of 20 zero bytes starts 5380 c7b7 ae81.
        byte[] bytes = new byte[LogsBloom.Length];
        foreach (int pair in (int[])[0x5380, 0xc7b7, 0xae81])
        {
            int bit = pair & 2047;
            bytes[255 - (bit / 8)] |= (byte)(1 << (bit % 8));
        }

        Assert.True(new LogsBloom(bytes).MayContain(Address.Zero));
        Assert.False(new LogsBloom(bytes).MayContain(Address.Parse(Account)));
        Assert.False(new LogsBloom(new byte[LogsBloom.Length]).MayContain(Address.Zero));
    }

    private static (IEthereumNode Node, ScriptedHandler Asked) Answering(string result)
    {
        ScriptedHandler handler = ScriptedHandler.Always(request => ScriptedHandler.Result(request, result));
        HttpNodeOptions options = new() { Endpoint = new Uri("http://node.example"), MaxReadRetries = 0 };
        return (new HttpEthereumNode(new HttpClient(handler), options, TimeProvider.System), handler);
    }

    private static IEnumerable<string> Parameters(ScriptedHandler asked) =>
        asked.Requests.Select(request => JsonSerializer.Serialize(request.GetProperty("params")));
}
