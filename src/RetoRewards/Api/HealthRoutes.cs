using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RetoRewards.Persistence;

namespace RetoRewards.Api;

/// <summary>How the service is: <c>Healthy</c> and <c>Degraded</c> answer 200, <c>Unhealthy</c> answers 503.</summary>
/// <param name="Status">The worst of the parts.</param>
/// <param name="Parts">Each part by its name.</param>
internal sealed record HealthAnswer(HealthStatus Status, IReadOnlyDictionary<string, HealthPartAnswer> Parts);

/// <summary>How a part is.</summary>
/// <param name="Status">Healthy, Degraded or Unhealthy.</param>
/// <param name="Detail">What is wrong; null when nothing is.</param>
internal sealed record HealthPartAnswer(HealthStatus Status, string? Detail);

internal static class HealthRoutes
{
    public static void MapHealth(this IEndpointRouteBuilder routes) =>
        routes.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = WriteAsync })
            .AllowAnonymous()
            .DisableRateLimiting();

    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(
        new HealthAnswer(
            report.Status,
            report.Entries.ToDictionary(entry => entry.Key, entry => new HealthPartAnswer(entry.Value.Status, entry.Value.Description))),
        context.RequestAborted);
}

/// <summary>Whether the database answers.</summary>
internal sealed class DatabaseHealth(IDbContextFactory<RetoDbContext> databases) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using RetoDbContext db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Database.CanConnectAsync(cancellationToken)
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The database does not answer.");
    }
}
