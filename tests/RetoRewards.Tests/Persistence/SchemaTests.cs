using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Persistence;

namespace RetoRewards.Tests.Persistence;

[OnBothDatabases]
public sealed class SchemaTests
{
    /// <summary>Set to 1 to write the scripts of the first schema anew from the model, while no version has been released.</summary>
    private const string AcceptVariable = "RETO_ACCEPT_SCHEMA";

    /// <summary>Needs no server: the model alone makes the script.</summary>
    [Theory]
    [InlineData(null, "0001_initial.sql")]
    [InlineData("Host=127.0.0.1;Database=none", "0001_initial.postgresql.sql")]
    public async Task Scripts_are_what_the_model_says(string? connectionString, string file)
    {
        IDatabase database = PersistenceFloor.Choose(
            Microsoft.Extensions.Options.Options.Create(new DatabaseOptions { ConnectionString = connectionString }));
        DbContextOptionsBuilder<RetoDbContext> builder = new();
        database.Configure(builder);
        await using RetoDbContext model = new(builder.Options);
        string script = model.Database.GenerateCreateScript().ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1")
        {
            await File.WriteAllTextAsync(ScriptPath(file), script);
            return;
        }

        Assert.Equal(script, await File.ReadAllTextAsync(ScriptPath(file)));
    }

    [Fact]
    public async Task Schema_is_built_once_however_often_it_is_asked_for()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => new DatabaseSetup(database.Connections).MigrateAsync(CancellationToken.None)));

        await using RetoDbContext db = database.CreateDbContext();
        Assert.Equal(1, await db.Database.SqlQueryRaw<int>("SELECT CAST(count(*) AS integer) AS \"Value\" FROM \"__EFMigrationsHistory\"").SingleAsync());
    }

    [Fact]
    public async Task Database_of_a_newer_version_is_refused()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync();
        await database.ExecuteAsync("INSERT INTO \"__EFMigrationsHistory\" VALUES ('9999_future', '10.0.0')");
        DatabaseSetup setup = new(database.Connections);

        InvalidOperationException refusal = await Assert.ThrowsAsync<InvalidOperationException>(
            () => setup.MigrateAsync(CancellationToken.None));
        Assert.Contains("9999_future", refusal.Message, StringComparison.Ordinal);
    }

    private static string ScriptPath(string file, [CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(
        Path.GetDirectoryName(here)!, "..", "..", "..", "src", "RetoRewards", "Persistence", "Migrations", file));
}
