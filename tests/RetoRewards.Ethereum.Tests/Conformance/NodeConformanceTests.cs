using System.Text.Json;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Ethereum.Tests.Conformance;

/// <summary>What every implementation of <see cref="IEthereumNode"/> does with a node that answers.</summary>
public sealed class NodeConformanceTests
{
    private static readonly RpcCall Read = RpcCall.To("eth_blockNumber");
    private static readonly RpcCall Send = RpcCall.To("eth_sendRawTransaction", "0x02");

    [Fact]
    public async Task A_call_reaches_the_node_as_it_was_made_and_nothing_else_does()
    {
        await using ScriptedServer server = ScriptedServer.Start(request => request.ResultAsync("\"0x2a\""));
        IEthereumNode node = Nodes.At(server);
        Dictionary<string, object?> named = new() { ["to"] = "0x01", ["topics"] = new object?[] { null, new[] { "0x02" } }, ["none"] = null };

        JsonElement result = await node.SendAsync(RpcCall.To("eth_getLogs", named, null, true, 7), CancellationToken.None);
        await node.SendAsync(RpcCall.To("eth_chainId"), CancellationToken.None);
        await node.SendAsync(Send, CancellationToken.None);

        Assert.Equal("0x2a", result.GetString());
        Assert.Equal("2.0", server.Requests[0].Text("jsonrpc"));
        Assert.Equal("""[{"to":"0x01","topics":[null,["0x02"]],"none":null},null,true,7]""", server.Requests[0].GetProperty("params").GetRawText());
        Assert.Equal("[]", server.Requests[1].GetProperty("params").GetRawText());

        // No nonce, no gas and no receipt is asked for that the caller did not ask for.
        Assert.Equal(["eth_getLogs", "eth_chainId", "eth_sendRawTransaction"], server.Requests.Select(request => request.Text("method")));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("\"2026-11-24T10:00:00Z\"")]
    [InlineData("\"/Date(1)/\"")]
    [InlineData("\"0x00AbC\"")]
    [InlineData("""{"b":[1,{"a":null}],"a":"\u00e9"}""")]
    [InlineData("115792089237316195423570985008687907853269984665640564039457584007913129639935")]
    public async Task A_result_comes_back_as_it_was_given(string result)
    {
        await using ScriptedServer server = ScriptedServer.Start(request => request.ResultAsync(result));
        using JsonDocument given = JsonDocument.Parse(result);

        JsonElement got = await Nodes.At(server).SendAsync(Read, CancellationToken.None);

        Assert.True(JsonElement.DeepEquals(given.RootElement, got), $"{result} came back as {got.GetRawText()}");
    }

    [Fact]
    public async Task Ratios_of_a_fee_history_are_read_however_small()
    {
        await using ScriptedServer server = ScriptedServer.Start(request => request.ResultAsync(
            """{"oldestBlock":"0x5","baseFeePerGas":["0x1","0x2","0x3"],"gasUsedRatio":[0.5,1e-7],"reward":[["0x1"],["0x2"]]}"""));

        FeeHistory history = await Nodes.At(server).GetFeeHistoryAsync(2, BlockTag.Latest, [50], CancellationToken.None);

        Assert.Equal([0.5m, 0.0000001m], history.GasUsedRatio);
    }

    [Theory]
    [InlineData("\"0x1234\"", "0x1234")]
    [InlineData("""{"message":"m","data":"0x1234"}""", "0x1234")]
    [InlineData("""{"originalError":{"code":3,"data":"0x1234"}}""", "0x1234")]
    [InlineData("\"Reverted 0x\"", "0x")]
    [InlineData("7", "0x")]
    [InlineData("null", "0x")]
    public async Task A_refusal_gives_code_words_and_data_wherever_the_data_stands(string data, string found)
    {
        await using ScriptedServer server = ScriptedServer.Start(
            request => request.ErrorAsync($$"""{"code":3,"message":"execution reverted","data":{{data}} }"""));

        RpcRefusedException refused = await Assert.ThrowsAsync<RpcRefusedException>(() => Nodes.At(server).SendAsync(Read, CancellationToken.None));

        Assert.Equal((3, "execution reverted", found), (refused.Error.Code, refused.Error.Message, Hex.Encode(refused.Error.Data.Span)));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(500)]
    public async Task A_refusal_under_another_status_is_a_refusal_all_the_same(int status)
    {
        await using ScriptedServer server = ScriptedServer.Start(
            request => request.ErrorAsync("""{"code":-32000,"message":"nonce too low"}""", status));

        RpcRefusedException refused = await Assert.ThrowsAsync<RpcRefusedException>(() => Nodes.At(server).SendAsync(Send, CancellationToken.None));

        Assert.Equal((-32000, "nonce too low"), (refused.Error.Code, refused.Error.Message));
    }

    [Fact]
    public async Task A_batch_gives_a_reply_a_call_in_the_order_asked_and_a_refusal_hides_no_other()
    {
        await using ScriptedServer server = ScriptedServer.Start(request =>
        {
            string[] replies =
            [
                .. request.Body.EnumerateArray().Select((call, place) => place == 1
                    ? $$"""{"jsonrpc":"2.0","id":{{call.GetProperty("id")}},"error":{"code":3,"message":"no","data":"0x01"} }"""
                    : $$"""{"jsonrpc":"2.0","id":{{call.GetProperty("id")}},"result":{{call.GetProperty("params")[0].GetRawText()}}}"""),
            ];
            return request.TextAsync($"[{string.Join(',', replies.Reverse())}]");
        });
        RpcCall[] calls = [.. Enumerable.Range(0, 5).Select(place => RpcCall.To("eth_call", $"{place}"))];

        IReadOnlyList<RpcReply> replies = await Nodes.At(server, Nodes.Options with { MaxBatchCalls = 3 }).SendBatchAsync(calls, CancellationToken.None);

        Assert.Equal(["0", "", "2", "3", ""], replies.Select(reply => reply.Error is null ? reply.Result.GetString() : ""));
        Assert.Equal("0x01", Hex.Encode(replies[1].Error!.Data.Span));
        Assert.Equal([3, 2], server.Requests.Select(request => request.GetArrayLength()));
        Assert.Empty(await Nodes.At(server).SendBatchAsync([], CancellationToken.None));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Calls_made_at_once_get_their_own_answers()
    {
        await using ScriptedServer server = ScriptedServer.Start(request => request.ResultAsync(request.Body.GetProperty("params")[0].GetRawText()));
        IEthereumNode node = Nodes.At(server);

        JsonElement[] results = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(place => node.SendAsync(RpcCall.To("eth_call", $"{place}"), CancellationToken.None)));

        Assert.Equal(Enumerable.Range(0, 40).Select(place => $"{place}"), results.Select(result => result.GetString()));
    }

    [Fact]
    public async Task Blocks_are_asked_by_the_final_one_and_logs_by_a_blocks_hash()
    {
        await using ScriptedServer server = ScriptedServer.Start(request => request.ResultAsync(request.Body.Text("method") == "eth_getLogs" ? "[]" : "null"));
        IEthereumNode node = Nodes.At(server);
        Hash32 hash = Hash32.Parse($"0x{new string('0', 62)}aa");

        Assert.Null(await node.GetBlockAsync(BlockTag.Finalized, CancellationToken.None));
        Assert.Empty(await node.GetLogsAsync(LogFilter.OfBlock(hash), CancellationToken.None));
        Assert.Null(await node.GetReceiptAsync(hash, CancellationToken.None));

        Assert.Equal(
            ["""["finalized",false]""", $$"""[{"blockHash":"{{hash}}"}]""", $$"""["{{hash}}"]"""],
            server.Requests.Select(request => request.GetProperty("params").GetRawText()));
    }
}
