using System.Diagnostics;
using RetoRewards.Persistence;

namespace RetoRewards.Tests.Payouts;

/// <summary>The service as a process of its own, to be killed.</summary>
internal static class ServiceProcess
{
    /// <summary>A folder with a published service of the same code, which starts faster than the tests' own copy; null for that copy.</summary>
    private static readonly string? Published = Environment.GetEnvironmentVariable("RETO_STORM_SERVICE");

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Runs <c>serve</c> over the world's database until the failpoint kills it.</summary>
    public static async Task RunUntilKilledAsync(PayoutWorld world, string failpoint)
    {
        using Process process = Start(world, failpoint);
        using CancellationTokenSource patience = new(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        finally
        {
            await EndAsync(process);
        }

        Assert.True(process.ExitCode != 0, $"The service ended by itself before {failpoint}.");
    }

    /// <summary>Runs <c>serve</c> over the world's database until it has begun to work, a while longer, then kills it without a word.</summary>
    /// <param name="working">Whether it has begun.</param>
    public static async Task RunAndKillAsync(PayoutWorld world, Func<Task<bool>> working, TimeSpan longer)
    {
        using Process process = Start(world, "");
        try
        {
            using CancellationTokenSource patience = new(Patience);
            while (!await working())
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), patience.Token);
            }

            await Task.Delay(longer, patience.Token);
        }
        finally
        {
            await EndAsync(process);
        }
    }

    /// <summary>Starts <c>serve</c> over the world's database with further settings.</summary>
    public static Process Start(PayoutWorld world, string failpoint, params string[] more) =>
        Start([.. world.Settings, .. more], failpoint);

    /// <summary>Runs <c>serve</c> with these settings until it ends by itself.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> RunToItsEndAsync(IReadOnlyList<string> settings, string failpoint)
    {
        using Process process = Start(settings, failpoint);
        using CancellationTokenSource patience = new(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        finally
        {
            await EndAsync(process);
        }

        return process.ExitCode;
    }

    /// <summary>Starts <c>serve</c> with these settings.</summary>
    public static Process Start(IReadOnlyList<string> settings, string failpoint)
    {
        string folder = AppContext.BaseDirectory;
        string[] service = Published is null
            ?
            [
                "exec",
                "--runtimeconfig", Path.Combine(folder, "RetoRewards.Tests.runtimeconfig.json"),
                "--depsfile", Path.Combine(folder, "RetoRewards.Tests.deps.json"),
                typeof(RetoDbContext).Assembly.Location,
            ]
            : [Path.Combine(Published, Path.GetFileName(typeof(RetoDbContext).Assembly.Location))];
        ProcessStartInfo start = new("dotnet", [.. service, "serve", "--urls=http://127.0.0.1:0", .. settings])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };

        start.Environment["RETO_FAIL"] = failpoint;
        Process process = Process.Start(start) ?? throw new InvalidOperationException("The service did not start.");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Kills it without a word, if it still runs.</summary>
    public static async Task EndAsync(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        await process.WaitForExitAsync();
    }
}
