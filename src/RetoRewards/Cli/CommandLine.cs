using System.CommandLine;

namespace RetoRewards.Cli;

/// <summary>The commands of the service. Each command's file holds its options and what it does.</summary>
internal static class CommandLine
{
    /// <returns>0 when the command did what it says; otherwise the exit code that the command documents.</returns>
    public static Task<int> RunAsync(string[] args)
    {
        RootCommand root = new("RetoRewards: rewards referrals with tokens.");
        root.Subcommands.Add(ServeCommand.Create());
        root.Subcommands.Add(AdminKeyCommand.Create());
        root.Subcommands.Add(DemoCommand.Create());
        root.Subcommands.Add(ImportCommand.Create());
        root.Subcommands.Add(CheckCommand.Create());
        root.Subcommands.Add(DoctorCommand.Create());
        root.Subcommands.Add(MigrateCommand.Create());
        root.Subcommands.Add(MigrateToPostgresCommand.Create());
        root.Subcommands.Add(ReconcileCommand.Create());
        root.Subcommands.Add(RebuildCommand.Create());
        root.Subcommands.Add(BackupCommand.Create());
        root.Subcommands.Add(RestoreCommand.Create());
        root.Subcommands.Add(NewKeysCommand.Create());
        root.Subcommands.Add(RenewWalletsCommand.Create());
        root.Subcommands.Add(SimulateCommand.Create());
        return root.Parse(args).InvokeAsync();
    }
}
