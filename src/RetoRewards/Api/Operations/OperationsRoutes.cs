using System.Net.Mime;

namespace RetoRewards.Api.Operations;

/// <summary>What operators and their tools ask: <c>/metrics</c> and <c>/status</c>, behind <c>Observability:Key</c>.</summary>
internal static class OperationsRoutes
{
    private const string MetricsType = "text/plain; version=0.0.4; charset=utf-8";

    public static IServiceCollection AddOperations(this IServiceCollection services)
    {
        services.AddSingleton<OperatorKey>();
        services.AddSingleton<ReadServiceStatus>();
        services.AddSingleton<MetricsText>();
        return services;
    }

    public static void MapOperations(this IEndpointRouteBuilder routes)
    {
        OperatorKey key = routes.ServiceProvider.GetRequiredService<OperatorKey>();
        RouteGroupBuilder group = routes.MapGroup("").AllowAnonymous().AddEndpointFilter(key).ExcludeFromDescription();
        group.MapGet("/status", StatusAsync);
        group.MapGet("/metrics", MetricsAsync);
        // Made now, so that what happens before the first scrape is counted.
        _ = routes.ServiceProvider.GetRequiredService<MetricsText>();
    }

    private static async Task<IResult> StatusAsync(HttpRequest request, ReadServiceStatus read, CancellationToken cancellationToken)
    {
        ServiceStatus status = await read.ExecuteAsync(cancellationToken);
        bool html = request.Headers.Accept.Any(value => value?.Contains(MediaTypeNames.Text.Html, StringComparison.OrdinalIgnoreCase) == true);
        return html ? TypedResults.Content(StatusPage.Write(status), "text/html; charset=utf-8") : TypedResults.Json(status);
    }

    private static async Task<IResult> MetricsAsync(ReadServiceStatus read, MetricsText metrics, CancellationToken cancellationToken)
    {
        // Reading the status brings the gauges up to date.
        _ = await read.ExecuteAsync(cancellationToken);
        return TypedResults.Content(metrics.Write(), MetricsType);
    }
}
