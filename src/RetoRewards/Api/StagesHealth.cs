using Microsoft.Extensions.Diagnostics.HealthChecks;
using RetoRewards.Stages;

namespace RetoRewards.Api;

/// <summary>Whether the loops of the stages run in this process.</summary>
internal sealed class StagesHealth(DatabaseStageLoop database, NodeStageLoop node) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        Task?[] loops = [database.ExecuteTask, node.ExecuteTask];
        return Task.FromResult(loops switch
        {
            _ when loops.Any(loop => loop is { IsCompleted: true }) => HealthCheckResult.Unhealthy("A loop of stages has ended."),
            _ when loops.Any(loop => loop is null) => HealthCheckResult.Degraded("The stages do not run in this process."),
            _ => HealthCheckResult.Healthy(),
        });
    }
}
