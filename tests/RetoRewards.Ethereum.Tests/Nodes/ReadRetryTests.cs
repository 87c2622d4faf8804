using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Ethereum.Tests.Nodes;

public sealed class ReadRetryTests
{
    private static readonly FailoverOptions Options = new()
    {
        ChainId = 31_337,
        BreakAfterFaults = 10,
        ReadRetries = 2,
        ReadRetryDelay = TimeSpan.FromMilliseconds(1),
    };

    [Fact]
    public async Task A_read_that_nobody_answers_is_asked_again_and_then_given_up()
    {
        FakeNode only = new() { Answer = (_, _) => FakeNode.Fail() };
        using FailoverNode node = new([KeyValuePair.Create<string, IEthereumNode>("only", only)], Options, TimeProvider.System);

        await Assert.ThrowsAsync<RpcFaultException>(() => node.SendAsync(RpcCall.To("eth_call"), CancellationToken.None));

        Assert.Equal(3, only.Asked);
    }

    [Fact]
    public async Task What_is_no_read_is_never_asked_twice()
    {
        FakeNode only = new() { Answer = (_, _) => FakeNode.Fail() };
        using FailoverNode node = new([KeyValuePair.Create<string, IEthereumNode>("only", only)], Options, TimeProvider.System);

        await Assert.ThrowsAsync<RpcFaultException>(
            () => node.SendAsync(RpcCall.To("eth_sendRawTransaction", "0x02"), CancellationToken.None));

        Assert.Equal(1, only.Asked);
    }
}
