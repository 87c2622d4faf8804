using Serilog.Events;

namespace RetoRewards.Observability;

/// <summary>What the service writes about itself.</summary>
internal sealed class LoggingOptions
{
    public const string Section = "Logging";

    /// <summary>The least important events that are written: Verbose, Debug, Information, Warning, Error or Fatal. Default Information.</summary>
    public LogEventLevel Level { get; set; } = LogEventLevel.Information;

    /// <summary>Whether a line is a JSON object. Default: plain text.</summary>
    public bool Json { get; set; }

    /// <summary>What is configured. It is read before the settings are checked, so one that cannot be read counts as left out.</summary>
    public static LoggingOptions Of(IConfiguration configuration)
    {
        LoggingOptions options = new();
        IConfigurationSection section = configuration.GetSection(Section);
        if (Enum.TryParse(section[nameof(Level)], ignoreCase: true, out LogEventLevel level) && Enum.IsDefined(level))
        {
            options.Level = level;
        }

        options.Json = bool.TryParse(section[nameof(Json)], out bool isJson) && isJson;
        return options;
    }
}
