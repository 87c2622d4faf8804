using System.ComponentModel.DataAnnotations;

namespace RetoRewards.Persistence;

/// <summary>Where the rows are kept.</summary>
internal sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <summary>Path of the SQLite file; made when absent. Default: <c>data/retorewards.db</c> under the working directory.</summary>
    [Required]
    public string Path { get; set; } = System.IO.Path.Combine("data", "retorewards.db");

    /// <summary>How long a connection waits for another process's lock. Range 0 to 1 minute, default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
