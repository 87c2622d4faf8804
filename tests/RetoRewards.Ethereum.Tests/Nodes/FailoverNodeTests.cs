using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Ethereum.Tests.Nodes;

public sealed class FailoverNodeTests
{
    private static readonly RpcCall Read = RpcCall.To("eth_call");
    private static readonly RpcCall Send = RpcCall.To("eth_sendRawTransaction", "0x02");

    private static readonly FailoverOptions Options = new()
    {
        ChainId = 31_337,
        HedgeDelay = TimeSpan.FromSeconds(30),
        BreakAfterFaults = 2,
    };

    private readonly ManualClock _clock = new();
    private readonly FakeNode _first = new();
    private readonly FakeNode _second = new();

    [Fact]
    public async Task The_preferred_endpoint_answers_while_it_can()
    {
        using FailoverNode node = Node();

        Assert.Equal("0x1", (await node.SendAsync(Read, CancellationToken.None)).GetString());
        Assert.Equal(2, (await node.SendBatchAsync([Read, Read], CancellationToken.None)).Count);
        Assert.Empty(await node.SendBatchAsync([], CancellationToken.None));

        Assert.Equal((2, 0), (_first.Asked, _second.Asked));
        Assert.All(node.Health, health => Assert.Equal(EndpointState.Healthy, health.State));
    }

    [Fact]
    public async Task A_read_that_fails_is_answered_by_the_next_endpoint()
    {
        _first.Answer = (_, _) => FakeNode.Fail();
        using FailoverNode node = Node();

        Assert.Equal("0x1", (await node.SendAsync(Read, CancellationToken.None)).GetString());

        Assert.Equal((1, 1), (_first.Asked, _second.Asked));
    }

    [Fact]
    public async Task A_read_that_stays_unanswered_is_asked_of_the_next_endpoint_as_well_and_then_given_up()
    {
        TaskCompletionSource givenUp = new();
        _first.Answer = async (_, token) =>
        {
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            catch (OperationCanceledException)
            {
                givenUp.SetResult();
                throw;
            }

            return "";
        };
        using FailoverNode node = Node(Options with { HedgeDelay = TimeSpan.FromMilliseconds(20) });

        Assert.Equal("0x1", (await node.SendAsync(Read, CancellationToken.None)).GetString());

        await givenUp.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal((1, 1), (_first.Asked, _second.Asked));
    }

    [Fact]
    public async Task A_transaction_goes_to_one_endpoint_once_and_its_fault_is_told()
    {
        _first.Answer = (_, _) => FakeNode.Fail(RpcFault.Timeout);
        using FailoverNode node = Node(Options with { HedgeDelay = TimeSpan.FromMilliseconds(1) });

        RpcFaultException thrown = await Assert.ThrowsAsync<RpcFaultException>(() => node.SendAsync(Send, CancellationToken.None));
        Assert.Equal(RpcFault.Timeout, thrown.Fault);
        await Assert.ThrowsAsync<RpcFaultException>(() => node.SendBatchAsync([Read, Send], CancellationToken.None));

        Assert.Equal((2, 0), (_first.Asked, _second.Asked));
    }

    [Fact]
    public async Task A_refusal_is_an_answer_and_is_not_asked_again()
    {
        _first.Answer = (_, _) => Task.FromException<string>(new RpcRefusedException(new RpcError(3, "reverted", default)));
        using FailoverNode node = Node();

        for (int i = 0; i < 5; i++)
        {
            await Assert.ThrowsAsync<RpcRefusedException>(() => node.SendAsync(Read, CancellationToken.None));
        }

        Assert.Equal((5, 0), (_first.Asked, _second.Asked));
        Assert.Equal(EndpointState.Healthy, node.Health[0].State);
    }

    [Fact]
    public async Task An_endpoint_of_another_chain_is_never_asked()
    {
        _first.ChainId = 1;
        using FailoverNode node = Node();

        await node.SendAsync(Send, CancellationToken.None);

        Assert.Equal((0, 1), (_first.Asked, _second.Asked));
        Assert.Equal((EndpointState.WrongChain, "serves chain 1, not 31337"), (node.Health[0].State, node.Health[0].Detail));
    }

    [Fact]
    public async Task An_endpoint_that_lags_is_left_until_it_has_caught_up()
    {
        _first.Head = 96;
        using FailoverNode node = Node();
        await node.SendAsync(Read, CancellationToken.None);
        Assert.Equal((0, EndpointState.Behind), (_first.Asked, node.Health[0].State));

        _first.Head = 97;
        await node.SendAsync(Read, CancellationToken.None);
        Assert.Equal((0, 1), (_first.Asked, _first.Checked));

        _clock.Advance(Options.CheckInterval);
        await node.SendAsync(Read, CancellationToken.None);
        Assert.Equal((1, 2), (_first.Asked, _first.Checked));
    }

    [Fact]
    public async Task An_endpoint_that_keeps_failing_is_left_alone_and_tried_again_later()
    {
        _first.Answer = (_, _) => FakeNode.Fail();
        using FailoverNode node = Node();
        for (int i = 0; i < 5; i++)
        {
            await node.SendAsync(Read, CancellationToken.None);
        }

        Assert.Equal((2, 5), (_first.Asked, _second.Asked));
        Assert.Equal(EndpointState.Broken, node.Health[0].State);
        await node.SendAsync(Send, CancellationToken.None);
        Assert.Equal((2, 6), (_first.Asked, _second.Asked));

        _first.Answer = (_, _) => Task.FromResult("\"0x2\"");
        _clock.Advance(Options.BreakDuration);
        Assert.Equal("0x2", (await node.SendAsync(Read, CancellationToken.None)).GetString());
        Assert.Equal(EndpointState.Healthy, node.Health[0].State);
    }

    [Fact]
    public async Task Without_an_endpoint_to_ask_the_fault_says_why_of_each()
    {
        _first.ChainId = 1;
        _second.ChecksFail = true;
        using FailoverNode node = Node();

        RpcFaultException thrown = await Assert.ThrowsAsync<RpcFaultException>(() => node.SendAsync(Read, CancellationToken.None));

        Assert.Equal(RpcFault.NoEndpoint, thrown.Fault);
        Assert.Contains("first serves chain 1, not 31337; second refused", thrown.Message, StringComparison.Ordinal);
        _second.ChecksFail = false;
        await Assert.ThrowsAsync<RpcFaultException>(() => node.SendAsync(Read, CancellationToken.None));
        Assert.Equal(1, _second.Checked);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("0x1", (await node.SendAsync(Read, CancellationToken.None)).GetString());
        await node.CheckAsync(CancellationToken.None);
        Assert.Equal(3, _second.Checked);
    }

    [Fact]
    public async Task When_every_endpoint_fails_the_fault_is_told()
    {
        _first.Answer = (_, _) => FakeNode.Fail(RpcFault.Timeout);
        _second.Answer = (_, _) => FakeNode.Fail(RpcFault.Busy);
        using FailoverNode node = Node();

        await Assert.ThrowsAsync<RpcFaultException>(() => node.SendAsync(Read, CancellationToken.None));

        Assert.Equal((1, 1), (_first.Asked, _second.Asked));
    }

    [Fact]
    public async Task Cancelling_a_read_is_cancelling()
    {
        _first.Answer = async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return "";
        };
        using FailoverNode node = Node();
        using CancellationTokenSource cancelled = new(TimeSpan.FromMilliseconds(50));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => node.SendAsync(Read, cancelled.Token));
    }

    [Fact]
    public void Endpoints_need_names_and_there_must_be_one()
    {
        KeyValuePair<string, IEthereumNode> one = new("one", _first);

        Assert.Throws<ArgumentException>(() => new FailoverNode([], Options, _clock));
        Assert.Throws<ArgumentException>(() => new FailoverNode([one, one], Options, _clock));
        Assert.Throws<ArgumentException>(() => new FailoverNode(
            [.. Enumerable.Range(0, 11).Select(place => new KeyValuePair<string, IEthereumNode>($"{place}", _first))], Options, _clock));
    }

    private FailoverNode Node(FailoverOptions? options = null) =>
        new([new("first", _first), new("second", _second)], options ?? Options, _clock);
}
