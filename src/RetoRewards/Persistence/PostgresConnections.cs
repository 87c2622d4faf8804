using System.Data;
using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace RetoRewards.Persistence;

/// <summary>Opens PostgreSQL with the settings that the guarantees rest on: durable commits, bounded waits, locks that a stopped process loses.</summary>
internal sealed class PostgresConnections : IDatabase, IAsyncDisposable
{
    /// <summary>What all writers lock: alone exclusively, beside one another shared. "RETO", "RETF" and "RETS" in ASCII.</summary>
    private const long WritersLock = 0x5245544F;
    private const long FilesLock = 0x52455446;
    private const long SchemaLock = 0x52455453;

    /// <summary>Statements that a connection keeps prepared; the service has far fewer.</summary>
    private const int MaxPrepared = 500;

    private readonly Lazy<NpgsqlDataSource> reading;
    private readonly Lazy<NpgsqlDataSource> writing;

    public PostgresConnections(IOptions<DatabaseOptions> options)
    {
        string connectionString = options.Value.ConnectionString
            ?? throw new InvalidOperationException("PostgreSQL needs Database:ConnectionString.");
        reading = new Lazy<NpgsqlDataSource>(() => NpgsqlDataSource.Create(Settings(connectionString)));
        writing = new Lazy<NpgsqlDataSource>(() => NpgsqlDataSource.Create(WriterSettings(connectionString, options.Value)));
    }

    public string ScriptSuffix => ".postgresql";

    public bool IsShared => true;

    public void Configure(DbContextOptionsBuilder builder) => Readers.Untracked(builder).UseNpgsql(reading.Value);

    public DbContextOptions<RetoDbContext> OptionsOn(DbConnection connection)
    {
        DbContextOptionsBuilder<RetoDbContext> builder = new();
        Readers.Untracked(builder).UseNpgsql(connection);
        return builder.Options;
    }

    public IRowWriter RowsOn(DbConnection connection) => new PostgresRowWriter((NpgsqlConnection)connection);

    public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken) =>
        await writing.Value.OpenConnectionAsync(cancellationToken);

    /// <summary>Takes the writers' lock before anything is read: every later statement sees what the holder before has committed.</summary>
    public async Task<DbTransaction> BeginAsync(DbConnection connection, WriteAccess access, CancellationToken cancellationToken)
    {
        DbTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        try
        {
            await LockAsync(
                transaction, access == WriteAccess.Alone ? "pg_advisory_xact_lock" : "pg_advisory_xact_lock_shared", WritersLock, cancellationToken);
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }

        return transaction;
    }

    public Task CommitAsync(DbTransaction transaction) => transaction.CommitAsync(CancellationToken.None);

    public Task LockFilesAsync(DbTransaction transaction, CancellationToken cancellationToken) =>
        LockAsync(transaction, "pg_advisory_xact_lock", FilesLock, cancellationToken);

    public Task LockSchemaAsync(DbTransaction transaction, CancellationToken cancellationToken) =>
        LockAsync(transaction, "pg_advisory_xact_lock", SchemaLock, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (Lazy<NpgsqlDataSource> source in new[] { reading, writing }.Where(source => source.IsValueCreated))
        {
            await source.Value.DisposeAsync();
        }
    }

    private static async Task LockAsync(DbTransaction transaction, string function, long key, CancellationToken cancellationToken)
    {
        await using DbCommand command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // Made of constants of this file.
        command.CommandText = $"SELECT {function}({key.ToString(CultureInfo.InvariantCulture)})";
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Settings(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString)
    {
        // EF Core's own text of a query is the same each time, so the driver keeps it prepared from its second use.
        MaxAutoPrepare = MaxPrepared,
        AutoPrepareMinUsages = 2,
        ApplicationName = "retorewards",
        Enlist = false,
    }.ToString();

    private static string WriterSettings(string connectionString, DatabaseOptions options) => new NpgsqlConnectionStringBuilder(Settings(connectionString))
    {
        ApplicationName = "retorewards-writer",
        Options = string.Create(
            CultureInfo.InvariantCulture,
            $"-c synchronous_commit=on -c lock_timeout={Milliseconds(options.BusyTimeout)} -c idle_in_transaction_session_timeout={Milliseconds(options.IdleInTransaction)}"),
    }.ToString();

    private static long Milliseconds(TimeSpan duration) => Math.Max(1, (long)duration.TotalMilliseconds);
}
