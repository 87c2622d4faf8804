using System.Diagnostics;
using System.Globalization;
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
}
