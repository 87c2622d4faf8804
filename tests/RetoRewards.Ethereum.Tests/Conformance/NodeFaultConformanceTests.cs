using System.Net;
using System.Net.Sockets;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Ethereum.Tests.Conformance;

/// <summary>What every implementation of <see cref="IEthereumNode"/> does with a node that is silent, gone, busy or talks rubbish.</summary>
public sealed class NodeFaultConformanceTests
{
    private static readonly RpcCall Read = RpcCall.To("eth_blockNumber");
    private static readonly RpcCall Send = RpcCall.To("eth_sendRawTransaction", "0x02");

    [Theory]
    [InlineData("", RpcFault.Rubbish)]
    [InlineData("<html>", RpcFault.Rubbish)]
    [InlineData("7", RpcFault.Rubbish)]
    [InlineData("null", RpcFault.Rubbish)]
    [InlineData("[]", RpcFault.Rubbish)]
    [InlineData("{}", RpcFault.Rubbish)]
    [InlineData("""{"jsonrpc":"2.0","id":999,"result":"0x1"}""", RpcFault.Rubbish)]
    [InlineData("""{"jsonrpc":"2.0","id":"1","result":"0x1"}""", RpcFault.Rubbish)]
    [InlineData("""{"jsonrpc":"2.0","result":"0x1"}""", RpcFault.Rubbish)]
    [InlineData("""{"jsonrpc":"2.0","id":1}""", RpcFault.Rubbish)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"error":"no"}""", RpcFault.Rubbish)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":"0x1"} and more""", RpcFault.Rubbish)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"error":{"code":-32005,"message":"limit"}}""", RpcFault.Busy)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"error":{"code":429,"message":"limit"}}""", RpcFault.Busy)]
    public async Task Rubbish_and_rate_limits_are_faults_and_are_told_apart(string body, RpcFault fault)
    {
        await using ScriptedServer server = ScriptedServer.Start(request => request.TextAsync(body));

        Assert.Equal(fault, await FaultAsync(Nodes.At(server), Read));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"result":"0x1"}]""")]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"result":"0x1"},{"jsonrpc":"2.0","id":1,"result":"0x1"}]""")]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"result":"0x1"},{"jsonrpc":"2.0","id":3,"result":"0x1"}]""")]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"result":"0x1"},7]""")]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"result":"0x1"},{"jsonrpc":"2.0","id":2}]""")]
    public async Task A_batch_whose_answer_lacks_a_reply_or_holds_a_strange_one_is_rubbish(string body)
    {
        await using ScriptedServer server = ScriptedServer.Start(request => request.TextAsync(body));

        RpcFaultException thrown = await Assert.ThrowsAsync<RpcFaultException>(
            () => Nodes.At(server).SendBatchAsync([Read, Read], CancellationToken.None));

        Assert.Equal(RpcFault.Rubbish, thrown.Fault);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":null,"error":{"code":-32005,"message":"limit"}}""")]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"result":"0x1"},{"jsonrpc":"2.0","id":2,"error":{"code":429,"message":"limit"}}]""")]
    public async Task A_batch_that_shall_come_back_later_is_busy(string body)
    {
        await using ScriptedServer server = ScriptedServer.Start(request => request.TextAsync(body));

        RpcFaultException thrown = await Assert.ThrowsAsync<RpcFaultException>(
            () => Nodes.At(server).SendBatchAsync([Read, Read], CancellationToken.None));

        Assert.Equal(RpcFault.Busy, thrown.Fault);
    }

    [Theory]
    [InlineData(429, RpcFault.Busy)]
    [InlineData(401, RpcFault.Status)]
    [InlineData(503, RpcFault.Status)]
    [InlineData(302, RpcFault.Status)]
    public async Task A_status_without_an_answer_is_a_fault_and_429_asks_to_come_back(int status, RpcFault fault)
    {
        await using ScriptedServer server = ScriptedServer.Start(request => request.TextAsync("<html>no</html>", status));

        Assert.Equal(fault, await FaultAsync(Nodes.At(server), Read));
        RpcFaultException batch = await Assert.ThrowsAsync<RpcFaultException>(
            () => Nodes.At(server).SendBatchAsync([Read, Read], CancellationToken.None));
        Assert.Equal(fault, batch.Fault);
    }

    [Fact]
    public async Task A_connection_that_is_refused_or_dropped_is_a_fault_of_the_connection()
    {
        using TcpListener nobody = new(IPAddress.Loopback, 0);
        nobody.Start();
        Uri closed = new($"http://127.0.0.1:{((IPEndPoint)nobody.LocalEndpoint).Port}/secret-key");
        nobody.Stop();
        await using ScriptedServer dropped = ScriptedServer.Start(request =>
        {
            request.BreakOff();
            return Task.CompletedTask;
        });
        await using ScriptedServer half = ScriptedServer.Start(async request =>
        {
            await request.HalfAsync();
            request.BreakOff();
        });

        Assert.Equal(RpcFault.Connection, await FaultAsync(Nodes.At(closed, Nodes.Options), Read));
        Assert.Equal(RpcFault.Connection, await FaultAsync(Nodes.At(dropped), Send));
        Assert.Equal(RpcFault.Connection, await FaultAsync(Nodes.At(half), Send));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_node_that_falls_silent_is_late_and_the_request_is_ended(bool inTheMiddle)
    {
        HandClock clock = new();
        TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedServer server = ScriptedServer.Start(async request =>
        {
            arrived.SetResult();
            await SilenceAsync(request, inTheMiddle, gone);
        });

        Task<RpcFault> asked = FaultAsync(Nodes.At(server.Endpoint, Nodes.Options, clock), Send);
        await arrived.Task.WaitAsync(TimeSpan.FromMinutes(1));
        clock.LetAllPass();

        Assert.Equal(RpcFault.Timeout, await asked.WaitAsync(TimeSpan.FromMinutes(1)));
        await gone.Task.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_call_that_is_cancelled_ends_at_once_and_the_node_sees_it_go(bool batch, bool inTheMiddle)
    {
        TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedServer server = ScriptedServer.Start(async request =>
        {
            arrived.SetResult();
            await SilenceAsync(request, inTheMiddle, gone);
        });
        IEthereumNode node = Nodes.At(server);
        using CancellationTokenSource cancel = new();

        Task asked = batch ? node.SendBatchAsync([Read, Read], cancel.Token) : node.SendAsync(Read, cancel.Token);
        await arrived.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked.WaitAsync(TimeSpan.FromMinutes(1)));
        await gone.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => node.SendAsync(Send, cancel.Token));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_answer_over_the_bound_is_rubbish()
    {
        await using ScriptedServer server = ScriptedServer.Start(request => request.ResultAsync($"\"{new string('0', 200_000)}\""));

        Assert.Equal(RpcFault.Rubbish, await FaultAsync(Nodes.At(server), Read));
    }

    [Fact]
    public async Task A_read_is_repeated_and_a_transaction_never_is()
    {
        await using ScriptedServer server = ScriptedServer.Start(
            request => request.Place % 3 == 2 ? request.ResultAsync("\"0x7\"") : request.TextAsync("later", 503));
        IEthereumNode node = Nodes.At(server, Nodes.Options with { MaxReadRetries = 2 });

        Assert.Equal(7, await node.GetBlockNumberAsync(CancellationToken.None));
        Assert.Equal(3, server.Requests.Count);
        Assert.Equal(RpcFault.Status, await FaultAsync(node, Send));
        Assert.Equal(4, server.Requests.Count);
        await Assert.ThrowsAsync<RpcFaultException>(() => node.SendBatchAsync([Read, Send], CancellationToken.None));
        Assert.Equal(5, server.Requests.Count);
    }

    [Fact]
    public async Task No_message_shows_the_key_in_the_endpoints_address()
    {
        await using ScriptedServer server = ScriptedServer.Start(request =>
        {
            request.BreakOff();
            return request.Place == 0 ? Task.CompletedTask : request.TextAsync("no", 503);
        });
        IEthereumNode node = Nodes.At(server);

        foreach (RpcCall call in (RpcCall[])[Read, Read])
        {
            RpcFaultException thrown = await Assert.ThrowsAsync<RpcFaultException>(() => node.SendAsync(call, CancellationToken.None));
            Assert.DoesNotContain("secret-key", thrown.ToString(), StringComparison.Ordinal);
        }

        Assert.DoesNotContain("secret-key", $"{node}", StringComparison.Ordinal);
    }

    private static async Task SilenceAsync(ScriptedRequest request, bool inTheMiddle, TaskCompletionSource gone)
    {
        if (inTheMiddle)
        {
            await request.HalfAsync();
        }

        await request.UntilTheClientHasGoneAsync();
        gone.SetResult();
    }

    private static async Task<RpcFault> FaultAsync(IEthereumNode node, RpcCall call) =>
        (await Assert.ThrowsAsync<RpcFaultException>(() => node.SendAsync(call, CancellationToken.None))).Fault;
}
