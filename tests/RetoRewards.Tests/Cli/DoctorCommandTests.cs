using System.Text.Json;
using RetoRewards.Cli;
using RetoRewards.Cli.Doctor;
using RetoRewards.Tests.Chain;
using RetoRewards.Tests.Payouts;

namespace RetoRewards.Tests.Cli;

/// <summary>On a chain of its own: others put the time of theirs forward, and that is a finding.</summary>
public sealed class DoctorCommandTests(LocalChain chain) : IClassFixture<LocalChain>
{
    [Fact]
    public async Task A_whole_service_has_no_finding()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1);
        await world.DrainAsync();

        (int code, List<DoctorFinding> findings) = await RunAsync([.. world.Settings]);

        Assert.True(code == 0, string.Join('\n', findings.Where(finding => !finding.IsWell)));
        Assert.Superset(
            new HashSet<string>([DoctorPart.Configuration, DoctorPart.Keys, DoctorPart.Database, DoctorPart.Node, DoctorPart.Contracts,
                DoctorPart.Operator, DoctorPart.Disk, DoctorPart.Clock, DoctorPart.Alarms, DoctorPart.Journals]),
            findings.Select(finding => finding.Part).ToHashSet());
    }

    [Fact]
    public async Task What_is_wrong_is_named_with_what_to_do()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1);

        // Another operator, a token that is not the contract's, and a disk that is never large enough.
        (int code, List<DoctorFinding> findings) = await RunAsync(
        [
            .. world.Settings, "--Keys:OperatorAccount=7", $"--Chain:TokenAddress={world.Contracts.Exchange.Address}",
            $"--Alarms:MinFreeDiskBytes={1L << 40}",
        ]);

        Assert.Equal(DoctorCommand.Findings, code);
        DoctorFinding[] wrong = [.. findings.Where(finding => !finding.IsWell)];
        Assert.Equal(
            [DoctorPart.Contracts, DoctorPart.Disk, DoctorPart.Operator],
            wrong.Select(finding => finding.Part).Distinct().Order(StringComparer.Ordinal));
        Assert.All(wrong, finding => Assert.NotEmpty(finding.Advice));
    }

    [Fact]
    public async Task Another_chain_and_a_missing_database_are_findings_and_make_nothing()
    {
        await using PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1);
        string absent = Path.Combine(Path.GetTempPath(), $"absent-{Guid.NewGuid():N}.db");

        (int code, List<DoctorFinding> findings) = await RunAsync(
            [.. world.Settings, "--Chain:ChainId=31338", "--Keys:Mnemonic=legal winner thank year wave sausage worth useful legal winner thank yellow", $"--Database:Path={absent}"]);

        Assert.Equal(DoctorCommand.Findings, code);
        Assert.Equal(
            [DoctorPart.Database, DoctorPart.Node],
            findings.Where(finding => !finding.IsWell).Select(finding => finding.Part).Order(StringComparer.Ordinal));
        Assert.False(File.Exists(absent));
    }

    [Fact]
    public async Task A_bad_setting_is_told_before_anything_else_is_looked_at()
    {
        (int code, List<DoctorFinding> findings) = await RunAsync(["--Api:Burst=0"]);

        Assert.Equal(CheckCommand.BadConfiguration, code);
        Assert.All(findings, finding => Assert.Equal(DoctorPart.Configuration, finding.Part));
        Assert.Contains(findings, finding => finding.Sentence.StartsWith("Api:Burst", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Migrate_is_a_step_of_its_own_and_may_run_twice_at_once()
    {
        string folder = Directory.CreateTempSubdirectory("retorewards-migrate-").FullName;
        string[] settings = [$"--Database:Path={Path.Combine(folder, "m.db")}", "--Logging:Level=Fatal"];
        using StringWriter output = new();
        using StringWriter errors = new();

        int[] codes = await Task.WhenAll(
            MigrateCommand.RunAsync(settings, TextWriter.Synchronized(output), errors, CancellationToken.None),
            MigrateCommand.RunAsync(settings, TextWriter.Synchronized(output), errors, CancellationToken.None));

        Assert.Equal([0, 0], codes);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<(int Code, List<DoctorFinding> Findings)> RunAsync(string[] settings)
    {
        using StringWriter output = new();
        int code = await DoctorCommand.RunAsync([.. settings, "--Logging:Level=Fatal"], json: true, journals: true, output, CancellationToken.None);
        return (code, JsonSerializer.Deserialize<List<DoctorFinding>>(output.ToString(), JsonSerializerOptions.Web)!);
    }
}
