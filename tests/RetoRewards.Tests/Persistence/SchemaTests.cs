using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Persistence;

namespace RetoRewards.Tests.Persistence;

public sealed class SchemaTests
{
    /// <summary>Set to 1 to write the script of the first schema anew from the model, while no version has been released.</summary>
    private const string AcceptVariable = "RETO_ACCEPT_SCHEMA";

    [Fact]
    public async Task Migrations_build_what_the_model_says()
    {
        await using SqliteConnection connection = new("Data Source=:memory:");
        await connection.OpenAsync();
        await using RetoDbContext model = new(SqliteConnections.OnConnection(connection));
        string script = model.Database.GenerateCreateScript().ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1")
        {
            await File.WriteAllTextAsync(ScriptPath(), script);
            return;
        }

        await using SqliteCommand create = connection.CreateCommand();
        create.CommandText = script;
        await create.ExecuteNonQueryAsync();
        await using TestDatabase migrated = await TestDatabase.CreateAsync();
        await using SqliteConnection other = await migrated.Connections.OpenForWritingAsync(CancellationToken.None);

        Assert.Equal(await SchemaAsync(connection), await SchemaAsync(other));
    }

    [Fact]
    public async Task Database_of_a_newer_version_is_refused()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync();
        await using (SqliteConnection connection = await database.Connections.OpenForWritingAsync(CancellationToken.None))
        {
            await using SqliteCommand insert = connection.CreateCommand();
            insert.CommandText = "INSERT INTO __EFMigrationsHistory VALUES ('9999_future', '10.0.0')";
            await insert.ExecuteNonQueryAsync();
        }

        DatabaseSetup setup = new(database.Connections);

        InvalidOperationException refusal = await Assert.ThrowsAsync<InvalidOperationException>(
            () => setup.MigrateAsync(CancellationToken.None));
        Assert.Contains("9999_future", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<List<string>> SchemaAsync(SqliteConnection connection)
    {
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText =
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE '\\_\\_EF%' ESCAPE '\\' AND name NOT LIKE 'sqlite%' ORDER BY type, name";
        await using SqliteDataReader reader = await command.ExecuteReaderAsync();
        List<string> statements = [];
        while (await reader.ReadAsync())
        {
            statements.Add(reader.GetString(0));
        }

        return statements;
    }

    private static string ScriptPath([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(
        Path.GetDirectoryName(here)!, "..", "..", "..", "src", "RetoRewards", "Persistence", "Migrations", "0001_initial.sql"));
}
