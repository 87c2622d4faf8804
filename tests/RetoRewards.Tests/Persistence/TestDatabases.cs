using Microsoft.Data.Sqlite;
using Npgsql;

namespace RetoRewards.Tests.Persistence;

/// <summary>The database that the running test is to use: SQLite, or PostgreSQL in the second run of a class <see cref="OnBothDatabasesAttribute"/>.</summary>
internal static class TestDatabases
{
    private static readonly AsyncLocal<bool> Postgres = new();

    public static bool OnPostgres
    {
        get => Postgres.Value;
        set => Postgres.Value = value;
    }

    private static readonly AsyncLocal<PostgresServer?> Own = new();

    /// <summary>A server of the test's own, which it may kill; null for the one of the test run.</summary>
    public static PostgresServer? OwnServer
    {
        get => Own.Value;
        set => Own.Value = value;
    }

    /// <summary>A fresh database, as arguments of the command line. On SQLite it is not made yet; on PostgreSQL it is migrated.</summary>
    public static async Task<string[]> CreateAsync(string folder, string file) => OnPostgres
        ? [$"--Database:ConnectionString={await (await ServerAsync()).CreateDatabaseAsync()}", "--Database:IdleInTransaction=00:05:00", "--Database:BusyTimeout=00:01:00"]
        : [$"--Database:Path={Path.Combine(folder, file)}"];

    /// <summary>Gives up what <see cref="CreateAsync"/> made; the folder is the caller's.</summary>
    public static async Task DropAsync(IEnumerable<string> settings)
    {
        const string setting = "--Database:ConnectionString=";
        SqliteConnection.ClearAllPools();
        foreach (string connectionString in settings.Where(one => one.StartsWith(setting, StringComparison.Ordinal)).Select(one => one[setting.Length..]))
        {
            NpgsqlConnection.ClearAllPools();
            await (await ServerAsync()).DropDatabaseAsync(connectionString);
        }
    }

    private static async Task<PostgresServer> ServerAsync() => OwnServer ?? await PostgresServer.SharedAsync();
}
