using System.CommandLine;
using RetoRewards.Ledger;
using RetoRewards.Persistence;

namespace RetoRewards.Cli;

/// <summary><c>restore</c>: checks a backup from end to end, and puts it where the database belongs.</summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        Option<string> from = new("--from") { Description = "The folder of the backup.", Required = true };
        Option<bool> verify = new("--verify") { Description = "Only check; put nothing in place." };
        Command command = new(
            "restore", "Check a backup, its journals included, and put it in place of a database that is gone. Settings follow as --Section:Key value.")
        {
            from, verify,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((result, cancellationToken) => RunAsync(
            [.. result.UnmatchedTokens], result.GetRequiredValue(from), result.GetValue(verify), result.InvocationConfiguration.Output,
            result.InvocationConfiguration.Error, cancellationToken));
        return command;
    }

    /// <returns>0 when the backup is good, and in place unless only a check was wanted; 1 when it is not.</returns>
    public static async Task<int> RunAsync(
        string[] settings, string folder, bool onlyVerify, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        string path = Path.GetFullPath(folder);
        List<string> faults = [.. await DatabaseBackup.FaultsAsync(path, cancellationToken)];
        if (faults.Count == 0)
        {
            faults.AddRange(await JournalFaultsAsync(settings, path, cancellationToken));
        }

        foreach (string fault in faults)
        {
            await errors.WriteLineAsync(fault);
        }

        if (faults.Count > 0)
        {
            return 1;
        }

        if (onlyVerify)
        {
            await output.WriteLineAsync("The backup is whole: hashes, tables, keys and journals hold.");
            return 0;
        }

        await using WebApplication application = RetoRewardsHost.CreateBuilder(settings).Build();
        try
        {
            application.Services.GetRequiredService<DatabaseBackup>().Restore(path);
        }
        catch (IOException failed)
        {
            await errors.WriteLineAsync(failed.Message);
            return 1;
        }

        await output.WriteLineAsync("In place. Run rebuild before serve: it reads from the chain what was paid since the backup.");
        return 0;
    }

    /// <summary>Journals are checked on a copy, so that the backup stays the bytes that its hash names.</summary>
    private static async Task<IReadOnlyList<string>> JournalFaultsAsync(string[] settings, string folder, CancellationToken cancellationToken)
    {
        string copies = Directory.CreateTempSubdirectory("retorewards-restore-").FullName;
        try
        {
            string copy = Path.Combine(copies, DatabaseBackup.DatabaseFile);
            File.Copy(Path.Combine(folder, DatabaseBackup.DatabaseFile), copy);
            await using WebApplication application = RetoRewardsHost.CreateBuilder([.. settings, $"--Database:Path={copy}"]).Build();
            // Brings an older version's copy to this schema, as serve would.
            await application.Services.GetRequiredService<DatabaseSetup>().MigrateAsync(cancellationToken);
            IReadOnlyList<JournalFault> faults = await application.Services.GetRequiredService<VerifyJournals>().ExecuteAsync(cancellationToken);
            return [.. faults.Select(fault => $"campaign {fault.CampaignId}, position {fault.Position}: {fault.Sentence}")];
        }
        finally
        {
            SqliteConnections.CloseIdle();
            Directory.Delete(copies, recursive: true);
        }
    }
}
