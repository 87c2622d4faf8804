using System.ComponentModel.DataAnnotations;

namespace RetoRewards.Persistence;

/// <summary>Where the rows are kept: a SQLite file, or PostgreSQL when a connection string is given.</summary>
internal sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <summary>PostgreSQL, as <c>Host=…;Database=…;Username=…;Password=…</c>. Default: none, and the SQLite file of <see cref="Path"/> is used.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Path of the SQLite file; made when absent. Default: <c>data/retorewards.db</c> under the working directory.</summary>
    [Required]
    public string Path { get; set; } = System.IO.Path.Combine("data", "retorewards.db");

    /// <summary>The roster: the file outside the database that holds what no chain brings back. Best on another disk.
    /// Default: the database's path with <c>.roster</c> at its end.</summary>
    public string RosterPath { get; set; } = "";

    /// <summary>How long a connection waits for another process's lock. Range 0 to 1 minute, default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// PostgreSQL only: how long the server lets a transaction lie idle before it ends it, so that a process that was
    /// stopped in the middle of one gives up its locks. Range 1 second to 10 minutes, default 10 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan IdleInTransaction { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>True when the rows are kept in PostgreSQL.</summary>
    internal bool IsPostgres => !string.IsNullOrWhiteSpace(ConnectionString);
}
