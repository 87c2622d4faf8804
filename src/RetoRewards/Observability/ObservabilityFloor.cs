using System.Globalization;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace RetoRewards.Observability;

internal static class ObservabilityFloor
{
    /// <summary>Structured logs through Serilog: plain lines by default, JSON with <c>Logging:Json=true</c>; always on standard error.</summary>
    /// <remarks>Standard output belongs to the command that runs, so that its result can be piped.</remarks>
    public static void AddObservability(this WebApplicationBuilder builder)
    {
        LoggingOptions options = LoggingOptions.Of(builder.Configuration);
        LoggerConfiguration configuration = new LoggerConfiguration()
            .MinimumLevel.Is(options.Level)
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("System", LogEventLevel.Warning)
            // A host that cannot start throws as well, and the command tells why in a sentence.
            .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal)
            .Enrich.FromLogContext();
        configuration = options.Json
            ? configuration.WriteTo.Console(new JsonFormatter(renderMessage: true), standardErrorFromLevel: LogEventLevel.Verbose)
            : configuration.WriteTo.Console(formatProvider: CultureInfo.InvariantCulture, standardErrorFromLevel: LogEventLevel.Verbose);
        Serilog.Core.Logger logger = configuration.CreateLogger();
        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(logger, dispose: true);
        builder.Services.AddOptions<AlarmOptions>().BindConfiguration(AlarmOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<ObservabilityOptions>().BindConfiguration(ObservabilityOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<Alarms>();
    }
}
