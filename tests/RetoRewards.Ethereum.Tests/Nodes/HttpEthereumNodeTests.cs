using System.Net;
using System.Text.Json;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Ethereum.Tests.Nodes;

public sealed class HttpEthereumNodeTests
{
    private static readonly RpcCall Read = RpcCall.To("eth_blockNumber");
    private static readonly RpcCall Send = RpcCall.To("eth_sendRawTransaction", "0x02");

    private static readonly HttpNodeOptions Options = new()
    {
        Endpoint = new Uri("http://node.example/secret-key"),
        RetryDelay = TimeSpan.FromMilliseconds(1),
        MaxBatchCalls = 3,
        MaxResponseBytes = 1_000,
    };

    [Fact]
    public async Task A_call_carries_method_parameters_and_an_id_and_gives_the_result()
    {
        ScriptedHandler handler = ScriptedHandler.Always(request => ScriptedHandler.Result(request, "\"0x2a\""));

        JsonElement result = await Node(handler).SendAsync(RpcCall.To("eth_getBalance", "0x01", null, true), CancellationToken.None);

        Assert.Equal("0x2a", result.GetString());
        JsonElement request = Assert.Single(handler.Requests);
        Assert.Equal("2.0", request.GetProperty("jsonrpc").GetString());
        Assert.Equal("eth_getBalance", request.GetProperty("method").GetString());
        Assert.Equal("""["0x01",null,true]""", request.GetProperty("params").GetRawText());
    }

    [Fact]
    public async Task A_refusal_gives_code_message_and_data_and_is_not_repeated()
    {
        ScriptedHandler handler = ScriptedHandler.Always(request =>
            ScriptedHandler.Error(request, """{"code":3,"message":"execution reverted","data":"0x08c379a0"}"""));

        RpcRefusedException refused = await Assert.ThrowsAsync<RpcRefusedException>(() => Node(handler).SendAsync(Read, CancellationToken.None));

        Assert.Equal((3, "execution reverted", "0x08c379a0"), (refused.Error.Code, refused.Error.Message, Hex.Encode(refused.Error.Data.Span)));
        Assert.Single(handler.Requests);
    }

    [Theory]
    [InlineData("""{"code":-32603,"message":"m","data":{"message":"m","data":"0x1234"}}""", "0x1234")]
    [InlineData("""{"code":3,"message":"m","data":{"originalError":{"code":3,"data":"0x1234"}}}""", "0x1234")]
    [InlineData("""{"code":3,"message":"m","data":"Reverted 0x"}""", "0x")]
    [InlineData("""{"code":3,"message":"m","data":{"a":{"b":"0x1234"}}}""", "0x")]
    [InlineData("""{"code":3,"message":"m","data":7}""", "0x")]
    [InlineData("""{"code":3,"message":"m"}""", "0x")]
    public async Task Revert_data_is_found_in_each_usual_place(string error, string data)
    {
        ScriptedHandler handler = ScriptedHandler.Always(request => ScriptedHandler.Error(request, error));

        RpcRefusedException refused = await Assert.ThrowsAsync<RpcRefusedException>(() => Node(handler).SendAsync(Read, CancellationToken.None));

        Assert.Equal(data, Hex.Encode(refused.Error.Data.Span));
    }

    [Theory]
    [InlineData("", RpcFault.Rubbish)]
    [InlineData("<html>", RpcFault.Rubbish)]
    [InlineData("7", RpcFault.Rubbish)]
    [InlineData("[]", RpcFault.Rubbish)]
    [InlineData("{}", RpcFault.Rubbish)]
    [InlineData("""{"jsonrpc":"2.0","id":999,"result":"0x1"}""", RpcFault.Rubbish)]
    [InlineData("""{"jsonrpc":"2.0","id":"1","result":"0x1"}""", RpcFault.Rubbish)]
    [InlineData("""{"jsonrpc":"2.0","result":"0x1"}""", RpcFault.Rubbish)]
    [InlineData("""{"jsonrpc":"2.0","id":1}""", RpcFault.Rubbish)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"error":"no"}""", RpcFault.Rubbish)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"error":{"code":-32005,"message":"limit"}}""", RpcFault.Busy)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"error":{"code":429,"message":"limit"}}""", RpcFault.Busy)]
    public async Task Rubbish_and_rate_limits_are_faults(string body, RpcFault fault)
    {
        ScriptedHandler handler = ScriptedHandler.Always(_ => ScriptedHandler.Text(body));

        RpcFaultException thrown = await Assert.ThrowsAsync<RpcFaultException>(() => Node(handler).SendAsync(Send, CancellationToken.None));

        Assert.Equal(fault, thrown.Fault);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests, RpcFault.Busy)]
    [InlineData(HttpStatusCode.InternalServerError, RpcFault.Status)]
    [InlineData(HttpStatusCode.BadGateway, RpcFault.Status)]
    [InlineData(HttpStatusCode.Unauthorized, RpcFault.Status)]
    [InlineData(HttpStatusCode.Found, RpcFault.Status)]
    public async Task Http_statuses_without_an_answer_are_faults(HttpStatusCode status, RpcFault fault)
    {
        foreach (string body in (string[])["oops", "{\"error\":\"oops\"}"])
        {
            ScriptedHandler handler = ScriptedHandler.Always(_ => ScriptedHandler.Text(body, status));

            RpcFaultException thrown = await Assert.ThrowsAsync<RpcFaultException>(() => Node(handler).SendAsync(Send, CancellationToken.None));

            Assert.Equal(fault, thrown.Fault);
        }
    }

    [Fact]
    public async Task A_refusal_under_an_error_status_is_still_a_refusal()
    {
        ScriptedHandler handler = ScriptedHandler.Always(request =>
            ScriptedHandler.Error(request, """{"code":-32000,"message":"nonce too low"}""", HttpStatusCode.BadRequest));

        RpcRefusedException refused = await Assert.ThrowsAsync<RpcRefusedException>(() => Node(handler).SendAsync(Send, CancellationToken.None));

        Assert.Equal("nonce too low", refused.Error.Message);
    }

    [Fact]
    public async Task Reads_are_repeated_after_a_fault_and_sending_never_is()
    {
        ScriptedHandler failsTwice = new((request, place, _) => Task.FromResult(
            place < 2 ? ScriptedHandler.Text("", HttpStatusCode.BadGateway) : ScriptedHandler.Result(request, "\"0x1\"")));
        Assert.Equal("0x1", (await Node(failsTwice).SendAsync(Read, CancellationToken.None)).GetString());
        Assert.Equal(3, failsTwice.Requests.Count);

        ScriptedHandler failsAlways = ScriptedHandler.Always(_ => ScriptedHandler.Text("", HttpStatusCode.BadGateway));
        await Assert.ThrowsAsync<RpcFaultException>(() => Node(failsAlways).SendAsync(Read, CancellationToken.None));
        Assert.Equal(1 + Options.MaxReadRetries, failsAlways.Requests.Count);

        ScriptedHandler sending = ScriptedHandler.Always(_ => ScriptedHandler.Text("", HttpStatusCode.BadGateway));
        await Assert.ThrowsAsync<RpcFaultException>(() => Node(sending).SendAsync(Send, CancellationToken.None));
        await Assert.ThrowsAsync<RpcFaultException>(() => Node(sending).SendBatchAsync([Read, Send], CancellationToken.None));
        await Assert.ThrowsAsync<RpcFaultException>(() => Node(sending).SendAsync(RpcCall.To("evm_mine"), CancellationToken.None));
        Assert.Equal(3, sending.Requests.Count);
    }

    [Fact]
    public async Task A_broken_connection_is_a_fault_that_shows_no_key()
    {
        ScriptedHandler handler = new((_, _, _) => throw new HttpRequestException("refused"));

        RpcFaultException thrown = await Assert.ThrowsAsync<RpcFaultException>(() => Node(handler).SendAsync(Send, CancellationToken.None));

        Assert.Equal(RpcFault.Connection, thrown.Fault);
        Assert.DoesNotContain("secret-key", thrown.Message + Options, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_says_nothing_is_a_timeout_and_cancelling_is_cancelling()
    {
        ScriptedHandler silent = new(async (_, _, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            throw new InvalidOperationException("This is never reached.");
        });
        HttpEthereumNode node = Node(silent, Options with { Deadline = TimeSpan.FromMilliseconds(50), MaxReadRetries = 0 });
        RpcFaultException thrown = await Assert.ThrowsAsync<RpcFaultException>(() => node.SendAsync(Read, CancellationToken.None));
        Assert.Equal(RpcFault.Timeout, thrown.Fault);

        foreach (RpcCall call in (RpcCall[])[Read, Send])
        {
            // The caller cancels when the request is there, however slow the machine is.
            using CancellationTokenSource cancelled = new();
            ScriptedHandler cancelling = new(async (_, _, token) =>
            {
                await cancelled.CancelAsync();
                await Task.Delay(Timeout.Infinite, token);
                throw new InvalidOperationException("This is never reached.");
            });
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Node(cancelling).SendAsync(call, cancelled.Token));
            Assert.Single(cancelling.Requests);
        }
    }

    [Fact]
    public async Task A_body_that_stalls_is_a_timeout_and_one_that_breaks_off_a_fault()
    {
        using CancellationTokenSource end = new();
        ScriptedHandler stalls = ScriptedHandler.Always(_ => new HttpResponseMessage { Content = new StreamContent(new BrokenStream(stalls: true)) });
        HttpEthereumNode node = Node(stalls, Options with { Deadline = TimeSpan.FromMilliseconds(50) });
        Assert.Equal(RpcFault.Timeout, (await Assert.ThrowsAsync<RpcFaultException>(() => node.SendAsync(Send, end.Token))).Fault);

        ScriptedHandler breaks = ScriptedHandler.Always(_ => new HttpResponseMessage { Content = new StreamContent(new BrokenStream(stalls: false)) });
        Assert.Equal(RpcFault.Connection, (await Assert.ThrowsAsync<RpcFaultException>(() => Node(breaks).SendAsync(Send, end.Token))).Fault);
    }

    [Fact]
    public async Task An_answer_over_the_limit_is_a_fault_whether_announced_or_not()
    {
        string large = $"\"0x{new string('0', 1_000)}\"";
        ScriptedHandler announced = ScriptedHandler.Always(request => ScriptedHandler.Result(request, large));
        ScriptedHandler streamed = ScriptedHandler.Always(request =>
        {
            HttpResponseMessage response = ScriptedHandler.Result(request, large);
            response.Content.Headers.ContentLength = null;
            return response;
        });

        foreach (ScriptedHandler handler in (ScriptedHandler[])[announced, streamed])
        {
            RpcFaultException thrown = await Assert.ThrowsAsync<RpcFaultException>(() => Node(handler).SendAsync(Send, CancellationToken.None));
            Assert.Contains("over the limit of 1000 bytes", thrown.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_batch_is_cut_to_the_limit_and_its_replies_are_put_in_order()
    {
        ScriptedHandler reversed = ScriptedHandler.Always(request => ScriptedHandler.Text($"[{string.Join(',', request.EnumerateArray().Reverse().Select(call =>
            call.GetProperty("method").GetString() == "bad"
                ? $$$"""{"jsonrpc":"2.0","id":{{{call.GetProperty("id")}}},"error":{"code":1,"message":"no"}}"""
                : $$"""{"jsonrpc":"2.0","id":{{call.GetProperty("id")}},"result":"{{call.GetProperty("method").GetString()}}"}"""))}]"));

        IReadOnlyList<RpcReply> replies = await Node(reversed).SendBatchAsync(
            [RpcCall.To("a"), RpcCall.To("bad"), RpcCall.To("c"), RpcCall.To("d")], CancellationToken.None);

        Assert.Equal([3, 1], reversed.Requests.Select(request => request.GetArrayLength()));
        Assert.Equal(["a", "c", "d"], replies.Where(reply => reply.Error is null).Select(reply => reply.Require().GetString()));
        Assert.Equal("no", Assert.Throws<RpcRefusedException>(() => replies[1].Require()).Error.Message);
        Assert.Empty(await Node(reversed).SendBatchAsync([], CancellationToken.None));
        Assert.Equal(2, reversed.Requests.Count);
    }

    [Theory]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"result":1}]""", RpcFault.Rubbish)]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"result":1},{"jsonrpc":"2.0","id":1,"result":1}]""", RpcFault.Rubbish)]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"result":1},{"jsonrpc":"2.0","id":3,"result":1}]""", RpcFault.Rubbish)]
    [InlineData("""[1,2]""", RpcFault.Rubbish)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":1}""", RpcFault.Rubbish)]
    [InlineData("""{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"batch too large"}}""", RpcFault.Rubbish)]
    [InlineData("""{"jsonrpc":"2.0","id":null,"error":{"code":-32005,"message":"slow down"}}""", RpcFault.Busy)]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"result":1},{"jsonrpc":"2.0","id":2,"error":{"code":-32005,"message":"slow down"}}]""", RpcFault.Busy)]
    public async Task A_batch_answered_by_halves_twice_or_as_a_whole_is_a_fault(string body, RpcFault fault)
    {
        ScriptedHandler handler = ScriptedHandler.Always(_ => ScriptedHandler.Text(body));

        RpcFaultException thrown = await Assert.ThrowsAsync<RpcFaultException>(() => Node(handler).SendBatchAsync([Send, Send], CancellationToken.None));

        Assert.Equal(fault, thrown.Fault);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        ScriptedHandler handler = ScriptedHandler.Always(request => ScriptedHandler.Result(request, "1"));

        Assert.ThrowsAny<ArgumentException>(() => Node(handler, Options with { Endpoint = new Uri("ftp://node.example") }));
        Assert.ThrowsAny<ArgumentException>(() => Node(handler, Options with { Endpoint = new Uri("/rpc", UriKind.Relative) }));
        Assert.ThrowsAny<ArgumentException>(() => Node(handler, Options with { Deadline = TimeSpan.Zero }));
        Assert.ThrowsAny<ArgumentException>(() => Node(handler, Options with { MaxBatchCalls = 0 }));
        Assert.ThrowsAny<ArgumentException>(() => Node(handler, Options with { MaxResponseBytes = 0 }));
        Assert.ThrowsAny<ArgumentException>(() => Node(handler, Options with { MaxReadRetries = -1 }));
    }

    private static HttpEthereumNode Node(ScriptedHandler handler, HttpNodeOptions? options = null) =>
        new(new HttpClient(handler), options ?? Options, TimeProvider.System);

    private sealed class BrokenStream(bool stalls) : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (stalls)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            throw new IOException("The response ended too early.");
        }
    }
}
