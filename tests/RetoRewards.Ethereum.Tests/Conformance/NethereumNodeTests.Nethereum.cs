using System.Net;
using System.Net.Sockets;
using Nethereum.JsonRpc.Client;
using Nethereum.JsonRpc.Client.RpcMessages;
using Newtonsoft.Json;
using NSubstitute;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Nethereum.Nodes;
using RpcError = Nethereum.JsonRpc.Client.RpcError;

namespace RetoRewards.Ethereum.Tests.Conformance;

/// <summary>The adapter over a client that is handed in: middleware, a pipe or a web socket.</summary>
public sealed class NethereumNodeTests
{
    private static readonly RpcCall Read = RpcCall.To("eth_blockNumber");

    [Fact]
    public async Task A_client_that_knows_no_cancellation_is_left_when_the_caller_cancels_or_the_deadline_passes()
    {
        IClient silent = Client();
        silent.SendAsync(Arg.Any<RpcRequestMessage>()).Returns(_ => new TaskCompletionSource<RpcResponseMessage>().Task);
        silent.SendBatchRequestAsync(Arg.Any<RpcRequestResponseBatch>()).Returns(_ => new TaskCompletionSource<RpcRequestResponseBatch>().Task);
        using CancellationTokenSource cancel = new();

        Task one = Over(silent).SendAsync(Read, cancel.Token);
        Task several = Over(silent).SendBatchAsync([Read, Read], cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one.WaitAsync(TimeSpan.FromMinutes(1)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => several.WaitAsync(TimeSpan.FromMinutes(1)));
        NethereumNode hasty = new(silent, Nodes.Options with { Deadline = TimeSpan.FromMilliseconds(200) }, TimeProvider.System);
        RpcFaultException late = await Assert.ThrowsAsync<RpcFaultException>(() => hasty.SendAsync(Read, CancellationToken.None));
        Assert.Equal(RpcFault.Timeout, late.Fault);
    }

    [Fact]
    public async Task Faults_are_told_apart_though_one_exception_holds_most_of_them()
    {
        Assert.Equal(RpcFault.Busy, await FaultOfAsync(Unknown(new HttpRequestException("429", null, HttpStatusCode.TooManyRequests))));
        Assert.Equal(RpcFault.Status, await FaultOfAsync(Unknown(new HttpRequestException("502", null, HttpStatusCode.BadGateway))));
        Assert.Equal(RpcFault.Connection, await FaultOfAsync(Unknown(new HttpRequestException("refused", new SocketException(111)))));
        Assert.Equal(RpcFault.Connection, await FaultOfAsync(new IOException("pipe")));
        Assert.Equal(RpcFault.Timeout, await FaultOfAsync(new RpcClientTimeoutException("late", new TaskCanceledException())));
        Assert.Equal(RpcFault.Rubbish, await FaultOfAsync(Unknown(new JsonReaderException("<html>"))));
        Assert.Equal(RpcFault.Busy, await FaultOfAsync(new RpcResponseException(new RpcError(-32005, "limit"))));
        IClient broken = Client();
        broken.SendAsync(Arg.Any<RpcRequestMessage>()).Returns<RpcResponseMessage>(_ => throw new NotSupportedException("a bug is no fault"));
        await Assert.ThrowsAsync<NotSupportedException>(() => Over(broken).SendAsync(Read, CancellationToken.None));
    }

    [Fact]
    public async Task A_refusal_that_a_client_throws_is_a_refusal()
    {
        IClient client = Client();
        client.SendAsync(Arg.Any<RpcRequestMessage>()).Returns<RpcResponseMessage>(_ => throw new RpcResponseException(new RpcError(3, "reverted", "0x1234")));

        RpcRefusedException refused = await Assert.ThrowsAsync<RpcRefusedException>(() => Over(client).SendAsync(Read, CancellationToken.None));

        Assert.Equal((3, "reverted", "0x1234"), (refused.Error.Code, refused.Error.Message, Hex.Encode(refused.Error.Data.Span)));
    }

    [Fact]
    public async Task An_answer_to_another_call_or_none_at_all_is_rubbish()
    {
        IClient client = Client();
        client.SendAsync(Arg.Any<RpcRequestMessage>()).Returns(new RpcResponseMessage(99L, (object)"0x1"), (RpcResponseMessage)null!);
        client.SendBatchRequestAsync(Arg.Any<RpcRequestResponseBatch>()).Returns(call => call.Arg<RpcRequestResponseBatch>());

        for (int round = 0; round < 2; round++)
        {
            RpcFaultException thrown = await Assert.ThrowsAsync<RpcFaultException>(() => Over(client).SendAsync(Read, CancellationToken.None));
            Assert.Equal(RpcFault.Rubbish, thrown.Fault);
        }

        await Assert.ThrowsAsync<RpcFaultException>(() => Over(client).SendBatchAsync([Read], CancellationToken.None));
    }

    [Fact]
    public void What_would_be_passed_over_or_cut_short_is_refused_at_the_start()
    {
        IClient intercepted = Client();
        intercepted.OverridingRequestInterceptor.Returns(Substitute.For<RequestInterceptor>());
        using SocketsHttpHandler handler = new();

        Assert.Throws<ArgumentException>(() => Over(intercepted));
        Assert.Throws<ArgumentException>(
            () => NethereumNode.OverHttp(handler, Nodes.Options with { Deadline = ClientBase.ConnectionTimeout }, TimeProvider.System));
    }

    /// <summary>A client without an interceptor, which a substitute would otherwise make up.</summary>
    private static IClient Client()
    {
        IClient client = Substitute.For<IClient>();
        client.OverridingRequestInterceptor.Returns((RequestInterceptor?)null);
        return client;
    }

    private static NethereumNode Over(IClient client) => new(client, Nodes.Options, TimeProvider.System);

    private static RpcClientUnknownException Unknown(Exception inner) => new("Error occurred when trying to send rpc requests(s)", inner);

    private static async Task<RpcFault> FaultOfAsync(Exception exception)
    {
        IClient client = Client();
        client.SendAsync(Arg.Any<RpcRequestMessage>()).Returns<RpcResponseMessage>(_ => throw exception);
        return (await Assert.ThrowsAsync<RpcFaultException>(() => Over(client).SendAsync(Read, CancellationToken.None))).Fault;
    }
}
