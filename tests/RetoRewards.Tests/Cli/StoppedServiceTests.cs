using System.Diagnostics;
using System.Globalization;
using RetoRewards.Chain.Local;
using RetoRewards.Cli;
using RetoRewards.Tests.Chain;
using RetoRewards.Tests.Chain.Local;

namespace RetoRewards.Tests.Cli;

/// <summary>However the service ends, no process that it started lives on.</summary>
[Collection(LocalChain.Collection)]
public sealed class StoppedServiceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData("INT", DemoCommand.Stopped)]
    [InlineData("TERM", DemoCommand.Stopped)]
    [InlineData("KILL", 128 + 9)]
    public async Task A_service_that_is_stopped_leaves_no_chain_behind(string signal, int exitCode)
    {
        using Process service = Process.Start(new ProcessStartInfo("dotnet", [typeof(DemoCommand).Assembly.Location, "demo", "--stay"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = service.StandardOutput.ReadToEndAsync();
        Task<string> errors = service.StandardError.ReadToEndAsync();
        int chain = await ChildProcesses.NextOfAsync(service.Id, Patience);

        using (Process kill = Process.Start("kill", ["-" + signal, service.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        using CancellationTokenSource enough = new(Patience);
        await service.WaitForExitAsync(enough.Token);
        Assert.True(service.ExitCode == exitCode, $"Exit code {service.ExitCode}.\n{await output}\n{await errors}");
        await ChildProcesses.EndedAsync(chain, Patience);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_demonstration_that_serves_and_was_started_by_dotnet_run_leaves_nothing_behind(string signal)
    {
        string project = Path.Combine(RepositoryFiles.Root(), "src", "RetoRewards");
        using Process run = Process.Start(new ProcessStartInfo(
            "dotnet", ["run", "--no-build", "--project", project, "--", "demo", "--stay", "--sales", await OneSaleAsync()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = run.StandardOutput.ReadToEndAsync();
        using CancellationTokenSource enough = new(Patience);
        string? said;
        do
        {
            said = await run.StandardError.ReadLineAsync(enough.Token);
        }
        while (said is not null && !said.Contains("Stop with Ctrl-C", StringComparison.Ordinal));
        Assert.True(said is not null, $"It never came to serving.\n{(run.HasExited ? await output : "")}");
        int service = Assert.Single(ChildProcesses.AllOf(run.Id));
        int chain = Assert.Single(ChildProcesses.Of(service));

        // A terminal sends Ctrl-C to all its processes; a supervisor signals the one that it started.
        using (Process kill = Process.Start("kill", ["-" + signal, (signal == "INT" ? service : run.Id).ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await run.WaitForExitAsync(enough.Token);
        await ChildProcesses.EndedAsync(service, Patience);
        await ChildProcesses.EndedAsync(chain, Patience);
    }

    private static async Task<string> OneSaleAsync()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("retorewards-stopped-").FullName, "sales.csv");
        await File.WriteAllTextAsync(path, "sale_number,sold_at,currency,unit_price,referrer\nS-1,2025-03-01T10:15:00Z,GBP,20,anna\n");
        return path;
    }
}
