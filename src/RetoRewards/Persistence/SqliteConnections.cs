using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace RetoRewards.Persistence;

/// <summary>Opens SQLite with the settings that the guarantees rest on: write-ahead log, durable commits, foreign keys.</summary>
internal sealed class SqliteConnections(IOptions<DatabaseOptions> options) : IDatabase
{
    private readonly DatabaseOptions options = options.Value;

    public string ScriptSuffix => string.Empty;

    /// <summary>False: a second process would work, through SQLite's own lock, but without fairness (docs/decisions/0005).</summary>
    public bool IsShared => false;

    public void Configure(DbContextOptionsBuilder builder) => Readers.Untracked(builder).UseSqlite(ConnectionString());

    /// <summary>Options of a context on the one connection that writes.</summary>
    public static DbContextOptions<RetoDbContext> OnConnection(SqliteConnection connection)
    {
        DbContextOptionsBuilder<RetoDbContext> builder = new();
        Readers.Untracked(builder).UseSqlite(connection);
        return builder.Options;
    }

    public DbContextOptions<RetoDbContext> OptionsOn(DbConnection connection) => OnConnection((SqliteConnection)connection);

    public IRowWriter RowsOn(DbConnection connection) => new SqliteRowWriter((SqliteConnection)connection);

    public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken) => await OpenForWritingAsync(cancellationToken);

    /// <summary>Opens the connection that all writes go through.</summary>
    public async Task<SqliteConnection> OpenForWritingAsync(CancellationToken cancellationToken)
    {
        string? directory = Path.GetDirectoryName(Path.GetFullPath(options.Path));
        if (directory is not null)
        {
            Directory.CreateDirectory(directory);
        }

        // Not from the pool: what is opened anew after a failure must not be the handle that failed.
        SqliteConnection connection = new(new SqliteConnectionStringBuilder(ConnectionString()) { Pooling = false }.ToString());
        await connection.OpenAsync(cancellationToken);
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;";
        await command.ExecuteNonQueryAsync(cancellationToken);
        return connection;
    }

    /// <summary>BEGIN IMMEDIATE: the write lock is taken before anything is read, so nothing read can be stale when it is written.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1849", Justification = "SQLite has no asynchronous calls, and only this one begins immediately.")]
    public Task<DbTransaction> BeginAsync(DbConnection connection, WriteAccess access, CancellationToken cancellationToken) =>
        Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: false));

    public Task CommitAsync(DbTransaction transaction) => transaction.CommitAsync(CancellationToken.None);

    /// <summary>Closes connections that lie idle in the pool and hold files open.</summary>
    public static void CloseIdle() => SqliteConnection.ClearAllPools();

    /// <summary>There is one process, and its transaction excludes every other.</summary>
    public Task LockFilesAsync(DbTransaction transaction, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The transaction's own lock excludes every other writer already.</summary>
    public Task LockSchemaAsync(DbTransaction transaction, CancellationToken cancellationToken) => Task.CompletedTask;

    private string ConnectionString() => new SqliteConnectionStringBuilder
    {
        DataSource = options.Path,
        ForeignKeys = true,
        DefaultTimeout = Math.Max(1, (int)options.BusyTimeout.TotalSeconds),
    }.ToString();
}

/// <summary>What every context has in common.</summary>
internal static class Readers
{
    public static DbContextOptionsBuilder Untracked(DbContextOptionsBuilder builder) =>
        builder.UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking);
}
