using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;

namespace RetoRewards.Persistence;

/// <summary>Opens SQLite with the settings that the guarantees rest on: write-ahead log, durable commits, foreign keys.</summary>
internal sealed class SqliteConnections(IOptions<DatabaseOptions> options)
{
    private readonly DatabaseOptions options = options.Value;

    /// <summary>Options of a context for reading: a connection of its own from the pool, nothing tracked.</summary>
    public void Configure(DbContextOptionsBuilder builder) =>
        Configure(builder, sqlite => sqlite.UseSqlite(ConnectionString(), Relational));

    /// <summary>Options of a context on the one connection that writes.</summary>
    public static DbContextOptions<RetoDbContext> OnConnection(SqliteConnection connection)
    {
        DbContextOptionsBuilder<RetoDbContext> builder = new();
        Configure(builder, sqlite => sqlite.UseSqlite(connection, Relational));
        return builder.Options;
    }

    /// <summary>Opens the connection that all writes go through.</summary>
    public async Task<SqliteConnection> OpenForWritingAsync(CancellationToken cancellationToken)
    {
        string? directory = Path.GetDirectoryName(Path.GetFullPath(options.Path));
        if (directory is not null)
        {
            Directory.CreateDirectory(directory);
        }

        SqliteConnection connection = new(ConnectionString());
        await connection.OpenAsync(cancellationToken);
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;";
        await command.ExecuteNonQueryAsync(cancellationToken);
        return connection;
    }

    private static void Configure(DbContextOptionsBuilder builder, Action<DbContextOptionsBuilder> useSqlite)
    {
        useSqlite(builder);
        builder.UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking);
        // The schema is kept as SQL scripts, so there is no model snapshot to compare with; a test compares the schemas instead.
        builder.ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));
    }

    private static void Relational(Microsoft.EntityFrameworkCore.Infrastructure.SqliteDbContextOptionsBuilder sqlite) =>
        sqlite.MigrationsAssembly(typeof(RetoDbContext).Assembly.GetName().Name);

    private string ConnectionString() => new SqliteConnectionStringBuilder
    {
        DataSource = options.Path,
        ForeignKeys = true,
        DefaultTimeout = Math.Max(1, (int)options.BusyTimeout.TotalSeconds),
    }.ToString();
}
