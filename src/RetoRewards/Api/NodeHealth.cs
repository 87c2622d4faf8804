using Microsoft.Extensions.Diagnostics.HealthChecks;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Api;

/// <summary>Whether the node answers. Without it sales are still taken and rewarded, and payouts wait: degraded, not unhealthy.</summary>
internal sealed class NodeHealth(IEthereumNode node) : IHealthCheck
{
    /// <summary>How long the node has.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        enough.CancelAfter(Deadline);
        try
        {
            await node.GetBlockNumberAsync(enough.Token);
            return HealthCheckResult.Healthy();
        }
        catch (Exception fault) when (fault is RpcFaultException or RpcRefusedException or OperationCanceledException)
        {
            return HealthCheckResult.Degraded("The node does not answer; payouts wait.");
        }
    }
}
