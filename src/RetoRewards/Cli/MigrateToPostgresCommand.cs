using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Options;
using RetoRewards.Persistence;

namespace RetoRewards.Cli;

/// <summary><c>migrate-to-postgres</c>: copies the SQLite file into an empty PostgreSQL database and compares both before it commits.</summary>
internal static class MigrateToPostgresCommand
{
    public static Command Create()
    {
        Command command = new(
            "migrate-to-postgres",
            "Copy the rows of Database:Path into the PostgreSQL database of Database:ConnectionString, which must be empty. Stop the service first.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction((result, cancellationToken) => RunAsync(
            [.. result.UnmatchedTokens], result.InvocationConfiguration.Output, result.InvocationConfiguration.Error, cancellationToken));
        return command;
    }

    public static async Task<int> RunAsync(string[] settings, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = RetoRewardsHost.CreateBuilder(settings);
        DatabaseOptions options = builder.Configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions();
        if (!options.IsPostgres || !File.Exists(options.Path))
        {
            await errors.WriteLineAsync("Give both: --Database:Path, the SQLite file that is there, and --Database:ConnectionString, an empty PostgreSQL database.");
            return CheckCommand.BadConfiguration;
        }

        SqliteConnections from = new(Options.Create(new DatabaseOptions { Path = options.Path, BusyTimeout = options.BusyTimeout }));
        await using PostgresConnections to = new(Options.Create(options));
        await new DatabaseSetup(from).MigrateAsync(cancellationToken);
        await new DatabaseSetup(to).MigrateAsync(cancellationToken);
        try
        {
            IReadOnlyList<TableSum> sums = await new CopyDatabase(from, to).ExecuteAsync(cancellationToken);
            foreach (TableSum sum in sums.Where(sum => sum.Rows > 0))
            {
                await output.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture, $"{sum.Table,-28}{sum.Rows,12} rows {sum.BaseUnits,32} base units"));
            }

            await output.WriteLineAsync("Both databases hold the same rows. Start the service with --Database:ConnectionString and keep the file.");
            return 0;
        }
        catch (InvalidOperationException refused)
        {
            await errors.WriteLineAsync(refused.Message);
            return 1;
        }
    }
}
