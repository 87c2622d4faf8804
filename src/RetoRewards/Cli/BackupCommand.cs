using System.CommandLine;
using RetoRewards.Persistence;

namespace RetoRewards.Cli;

/// <summary><c>backup</c>: copies the database and the roster while the service goes on.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        Option<string> to = new("--to") { Description = "A folder that holds no backup yet; made when absent.", Required = true };
        Command command = new(
            "backup", "Copy the database and the roster into a folder; the service may run meanwhile. Settings follow as --Section:Key value.")
        {
            to,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((result, cancellationToken) => RunAsync(
            [.. result.UnmatchedTokens], result.GetRequiredValue(to), result.InvocationConfiguration.Output,
            result.InvocationConfiguration.Error, cancellationToken));
        return command;
    }

    /// <returns>0 when the backup is whole and was checked; 1 when it is not.</returns>
    public static async Task<int> RunAsync(
        string[] settings, string folder, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        await using WebApplication application = RetoRewardsHost.CreateBuilder(settings).Build();
        try
        {
            await application.Services.GetRequiredService<DatabaseBackup>().WriteAsync(Path.GetFullPath(folder), cancellationToken);
        }
        catch (IOException failed)
        {
            await errors.WriteLineAsync(failed.Message);
            return 1;
        }

        IReadOnlyList<string> faults = await DatabaseBackup.FaultsAsync(Path.GetFullPath(folder), cancellationToken);
        foreach (string fault in faults)
        {
            await errors.WriteLineAsync(fault);
        }

        await output.WriteLineAsync(faults.Count == 0
            ? "Backed up and checked. The manifests are files of their own: copy their folder as well."
            : "The backup is not good.");
        return faults.Count == 0 ? 0 : 1;
    }
}
