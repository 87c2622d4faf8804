using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Persistence;

namespace RetoRewards.Tests.Persistence;

/// <summary>A SQLite database of its own in a temporary folder, migrated, with its gate.</summary>
internal sealed class TestDatabase : IAsyncDisposable, IDbContextFactory<RetoDbContext>
{
    private readonly string folder = Directory.CreateTempSubdirectory("retorewards-test-").FullName;
    private readonly DbContextOptions<RetoDbContext> readOptions;

    private TestDatabase()
    {
        Options = new DatabaseOptions { Path = Path.Combine(folder, "test.db") };
        Connections = new SqliteConnections(Microsoft.Extensions.Options.Options.Create(Options));
        Gate = new WriteGate(Connections, new WakeUp());
        DbContextOptionsBuilder<RetoDbContext> builder = new();
        Connections.Configure(builder);
        readOptions = builder.Options;
    }

    public DatabaseOptions Options { get; }

    public SqliteConnections Connections { get; }

    public WriteGate Gate { get; }

    public static async Task<TestDatabase> CreateAsync()
    {
        TestDatabase database = new();
        await new DatabaseSetup(database.Connections).MigrateAsync(CancellationToken.None);
        return database;
    }

    public RetoDbContext CreateDbContext() => new(readOptions);

    public async ValueTask DisposeAsync()
    {
        await Gate.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }
}
