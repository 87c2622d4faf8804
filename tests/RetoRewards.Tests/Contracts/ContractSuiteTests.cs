using System.Diagnostics;
using System.Text.RegularExpressions;
using RetoRewards.Chain.Local;

namespace RetoRewards.Tests.Contracts;

/// <summary>Runs the suites of the contracts, so that one command tests everything. They count as failed when they skip a test.</summary>
public sealed partial class ContractSuiteTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    [Fact]
    public async Task The_hardhat_suite_passes_and_skips_nothing()
    {
        string output = await RunAsync("test");

        Assert.True(Passing().Match(output).Groups["count"].Length > 0, output);
        Assert.False(Pending().IsMatch(output), output);
    }

    [Fact]
    public async Task The_forge_suite_passes_and_skips_nothing()
    {
        string output = await RunAsync("test:forge");

        Match total = ForgeTotal().Match(output);
        Assert.True(total.Success && total.Groups["passed"].Value != "0", output);
        Assert.True(total.Groups["skipped"].Value == "0", output);
    }

    [Fact]
    public Task The_gas_of_a_reward_stays_within_its_goal() => RunAsync("gas:check");

    [Fact]
    public Task The_contracts_pass_the_linter() => RunAsync("lint");

    [GeneratedRegex(@"^\s+(?<count>[1-9]\d*) passing", RegexOptions.Multiline)]
    private static partial Regex Passing();

    [GeneratedRegex(@"^\s+\d+ pending", RegexOptions.Multiline)]
    private static partial Regex Pending();

    [GeneratedRegex(@"(?<passed>\d+) tests passed, (?<failed>\d+) failed, (?<skipped>\d+) skipped")]
    private static partial Regex ForgeTotal();

    private static async Task<string> RunAsync(string script)
    {
        using Process process = Process.Start(new ProcessStartInfo("npm", ["run", script])
        {
            WorkingDirectory = RepositoryFiles.Root(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["NO_COLOR"] = "1" },
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource enough = new(Patience);
        try
        {
            await process.WaitForExitAsync(enough.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        string all = $"{await output}\n{await errors}";
        Assert.True(process.ExitCode == 0, $"npm run {script} ended with {process.ExitCode}.\n{all}");
        return all;
    }
}
