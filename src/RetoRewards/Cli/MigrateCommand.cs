using System.CommandLine;
using RetoRewards.Persistence;

namespace RetoRewards.Cli;

/// <summary><c>migrate</c>: brings the database to this version's schema and ends, so that an upgrade has it as a step of its own.</summary>
/// <remarks><c>serve</c> does the same when it starts. Two processes that start at once do not fight: one waits and finds nothing to do.</remarks>
internal static class MigrateCommand
{
    /// <summary>The exit code when a newer version has written the database.</summary>
    public const int NewerDatabase = 1;

    public static Command Create()
    {
        Command command = new("migrate", "Bring the database to this version's schema. Settings follow as --Section:Key value.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction((result, cancellationToken) => RunAsync(
            [.. result.UnmatchedTokens], result.InvocationConfiguration.Output, result.InvocationConfiguration.Error, cancellationToken));
        return command;
    }

    public static async Task<int> RunAsync(string[] settings, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        await using WebApplication application = RetoRewardsHost.CreateBuilder(settings).Build();
        DatabaseInspection inspection = application.Services.GetRequiredService<DatabaseInspection>();
        try
        {
            await application.Services.GetRequiredService<DatabaseSetup>().MigrateAsync(cancellationToken);
        }
        catch (InvalidOperationException newer) when (newer.Message.StartsWith("The database has", StringComparison.Ordinal))
        {
            await errors.WriteLineAsync(newer.Message);
            return NewerDatabase;
        }

        IReadOnlyList<string> left = await inspection.PendingMigrationsAsync(cancellationToken);
        await output.WriteLineAsync(left.Count == 0 ? "The database has this version's schema." : $"Still lacking: {string.Join(", ", left)}.");
        return left.Count == 0 ? 0 : NewerDatabase;
    }
}
