using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Tests.Api;
using RetoRewards.Tests.Chain;
using RetoRewards.Tests.Faults.Proxy;

namespace RetoRewards.Tests.Faults;

/// <summary>The node as the host composes it: what is read is asked again, what is sent is not.</summary>
[Collection(LocalChain.Collection)]
public sealed class ReadPipelineTests(LocalChain chain)
{
    [Fact]
    [Trait("Fault", "15")]
    public async Task A_read_that_fails_twice_is_answered_and_a_send_that_fails_is_left_to_the_sender()
    {
        await using FaultProxy proxy = await FaultProxy.StartAsync(chain.Process.Endpoint);
        await using ApiHost host = await ApiHost.StartAsync("--Chain:Endpoints:0", proxy.Endpoint.ToString());
        IEthereumNode node = host.Services.GetRequiredService<IEthereumNode>();
        await WarmUpAsync(node);
        proxy.On("eth_getTransactionCount", new NodeFault.Status(503), times: 1);
        proxy.On("eth_getTransactionCount", new NodeFault.Drop(), times: 1);
        proxy.On("eth_sendRawTransaction", new NodeFault.Drop());

        Assert.Equal(
            await chain.Node.GetTransactionCountAsync(chain.Accounts.AddressOf(0), BlockTag.Latest, CancellationToken.None),
            await node.GetTransactionCountAsync(chain.Accounts.AddressOf(0), BlockTag.Latest, CancellationToken.None));
        await Assert.ThrowsAsync<RpcFaultException>(
            () => node.SendAsync(RpcCall.To("eth_sendRawTransaction", "0x02"), CancellationToken.None));

        Assert.Equal((3, 1), (proxy.Count("eth_getTransactionCount"), proxy.Count("eth_sendRawTransaction")));
    }

    /// <summary>The endpoint is checked before it is asked; a machine under load may be too slow for that at first.</summary>
    private static async Task WarmUpAsync(IEthereumNode node)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await node.GetBlockNumberAsync(CancellationToken.None);
                return;
            }
            catch (RpcFaultException) when (attempt < 10)
            {
                await Task.Delay(TimeSpan.FromSeconds(1));
            }
        }
    }
}
