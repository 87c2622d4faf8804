using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Persistence;

namespace RetoRewards.Tests.Persistence;

/// <summary>A database of its own, migrated, with its gate: SQLite in a temporary folder, or PostgreSQL.</summary>
internal sealed class TestDatabase : IAsyncDisposable, IDbContextFactory<RetoDbContext>
{
    private readonly string folder = Directory.CreateTempSubdirectory("retorewards-test-").FullName;
    private readonly string[] settings;
    private readonly DbContextOptions<RetoDbContext> readOptions;

    private TestDatabase(string? connectionString)
    {
        Options = new DatabaseOptions { Path = Path.Combine(folder, "test.db"), ConnectionString = connectionString, IdleInTransaction = TimeSpan.FromMinutes(5) };
        settings = connectionString is null ? [] : [$"--Database:ConnectionString={connectionString}"];
        Connections = PersistenceFloor.Choose(Microsoft.Extensions.Options.Options.Create(Options));
        Roster = new RosterFile(Microsoft.Extensions.Options.Options.Create(Options));
        Gate = new WriteGate(Connections, Roster, new WakeUp());
        DbContextOptionsBuilder<RetoDbContext> builder = new();
        Connections.Configure(builder);
        readOptions = builder.Options;
    }

    public DatabaseOptions Options { get; }

    public RosterFile Roster { get; }

    public IDatabase Connections { get; }

    public WriteGate Gate { get; }

    public static async Task<TestDatabase> CreateAsync()
    {
        TestDatabase database = new(
            TestDatabases.OnPostgres ? await (await PostgresServer.SharedAsync()).CreateDatabaseAsync() : null);
        await new DatabaseSetup(database.Connections).MigrateAsync(CancellationToken.None);
        return database;
    }

    /// <summary>A PostgreSQL database that is there already and is given up afterwards.</summary>
    public static TestDatabase Over(string connectionString) => new(connectionString);

    public RetoDbContext CreateDbContext() => new(readOptions);

    /// <summary>Runs SQL as somebody at a console would, past the gate.</summary>
    public async Task<int> ExecuteAsync(string sql)
    {
        await using DbConnection connection = await Connections.OpenAsync(CancellationToken.None);
        await using DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is the test's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Gate.DisposeAsync();
        if (Connections is IAsyncDisposable connections)
        {
            await connections.DisposeAsync();
        }

        await TestDatabases.DropAsync(settings);
        Directory.Delete(folder, recursive: true);
    }
}
