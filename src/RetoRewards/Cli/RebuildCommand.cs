using System.CommandLine;
using System.Globalization;
using RetoRewards.Chain;
using RetoRewards.Persistence;
using RetoRewards.Settlements;

namespace RetoRewards.Cli;

/// <summary><c>rebuild</c>: brings back from the chain, the roster, the manifests and the keys what was paid.</summary>
/// <remarks>Exit code 0 when ledger and chain then agree, 1 when they do not, 2 when a setting is wrong.</remarks>
internal static class RebuildCommand
{
    public static Command Create()
    {
        Command command = new(
            "rebuild",
            "Bring back what was paid, into an empty or an old database, from the chain, the roster file and the manifests. "
            + "Run it while the service is stopped. Settings follow as --Section:Key value.")
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
        if (CheckCommand.Report(builder.Configuration, errors))
        {
            return CheckCommand.BadConfiguration;
        }

        await using WebApplication application = builder.Build();
        await application.Services.GetRequiredService<DatabaseSetup>().MigrateAsync(cancellationToken);
        await application.Services.GetRequiredService<ChainIdentity>().RequireAsync(cancellationToken);
        Rebuilt rebuilt = await application.Services.GetRequiredService<Rebuild>().ExecuteAsync(cancellationToken);
        await output.WriteLineAsync(Text(rebuilt));
        return rebuilt.Reconciled.UnexplainedLines == 0 ? 0 : 1;
    }

    private static string Text(Rebuilt rebuilt)
    {
        List<string> lines =
        [
            $"roster: {rebuilt.Roster.Kept} rows kept, {rebuilt.Roster.Inserted} of them were lacking here",
            $"runs on chain that this database had not planned: {rebuilt.Runs}, {rebuilt.Quarantined} of them without known receipts",
            $"rewards that they settled: {rebuilt.SettledRewards}, {rebuilt.IdentifiedRewards} of them known here",
            $"paid for sales not known here: {rebuilt.Reconciled.UnidentifiedBaseUnits.ToString(CultureInfo.InvariantCulture)} base units",
        ];
        if (rebuilt.Roster.BrokenLines > 0)
        {
            lines.Add($"lines of the roster that say nothing: {rebuilt.Roster.BrokenLines}");
        }

        if (rebuilt.PlannedAgainAfter is { } until)
        {
            lines.Add($"nothing is planned before a final block is later than {until:u}");
        }

        lines.Add($"{rebuilt.Reconciled.UnexplainedBaseUnits} unexplained");
        return string.Join(Environment.NewLine, lines);
    }
}
