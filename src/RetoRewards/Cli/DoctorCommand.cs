using System.CommandLine;
using System.Text.Json;
using RetoRewards.Cli.Doctor;

namespace RetoRewards.Cli;

/// <summary><c>doctor</c>: looks at settings, keys, database, node, contracts, disk and clock, and says what to do about each finding.</summary>
/// <remarks>It changes nothing and may run beside the service. <c>check</c> looks at the settings alone and touches nothing.</remarks>
internal static class DoctorCommand
{
    /// <summary>The exit code when something is wrong.</summary>
    public const int Findings = 1;

    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        Option<bool> json = new("--json") { Description = "Print one JSON array." };
        Option<bool> journals = new("--journals") { Description = "Verify every journal's chain of hashes as well; takes a while on a large ledger." };
        Command command = new("doctor", "Look at everything the service needs and say what to do. Settings follow as --Section:Key value.")
        {
            json, journals,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((result, cancellationToken) => RunAsync(
            [.. result.UnmatchedTokens],
            result.GetValue(json),
            result.GetValue(journals),
            result.InvocationConfiguration.Output,
            cancellationToken));
        return command;
    }

    /// <returns>0 when all is well, 1 when something is wrong, 2 when a setting is.</returns>
    public static async Task<int> RunAsync(
        string[] settings, bool json, bool journals, TextWriter output, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = RetoRewardsHost.CreateBuilder(settings);
        IReadOnlyList<string> faults = ConfigurationCheck.Faults(builder.Configuration);
        IReadOnlyList<DoctorFinding> findings;
        if (faults.Count > 0)
        {
            findings = [.. faults.Select(fault => DoctorFinding.Wrong(
                DoctorPart.Configuration, fault, "Correct the setting; the rest is looked at once all settings can be read."))];
        }
        else
        {
            await using WebApplication application = builder.Build();
            findings = [DoctorFinding.Well(DoctorPart.Configuration, "Every setting can be read."),
                .. await DoctorRun.ExecuteAsync(application.Services, journals, cancellationToken)];
        }

        await output.WriteLineAsync(json ? JsonSerializer.Serialize(findings, Readable) : Text(findings));
        return faults.Count > 0 ? CheckCommand.BadConfiguration : findings.All(finding => finding.IsWell) ? 0 : Findings;
    }

    private static string Text(IReadOnlyList<DoctorFinding> findings) => string.Join(
        Environment.NewLine,
        findings.Select(finding => finding.IsWell
            ? $"well   {finding.Part}: {finding.Sentence}"
            : $"WRONG  {finding.Part}: {finding.Sentence}{Environment.NewLine}       {finding.Advice}")
        .Append(findings.All(finding => finding.IsWell) ? "All is well." : $"{findings.Count(finding => !finding.IsWell)} findings."));
}
