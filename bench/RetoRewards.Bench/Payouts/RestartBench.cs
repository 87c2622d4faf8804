using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Ethereum.Nodes;

namespace RetoRewards.Bench.Payouts;

/// <summary>From the start of a killed service to the first transaction that it sends again (goal: within 2 seconds).</summary>
/// <remarks>The node mines nothing meanwhile, so that what was sent before the kill is still on its way after it.</remarks>
internal static class RestartBench
{
    private const int Rewards = 2_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static async Task RunAsync(int rounds, TextWriter output, CancellationToken cancellationToken)
    {
        CampaignId campaign = new(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()));
        long startsAt = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 86_400;
        await using BenchChain chain = await BenchChain.StartAsync(BenchChain.Hardhat, BenchService.TermsHash(campaign), startsAt, cancellationToken);
        await using RpcProxy proxy = new(chain.Endpoint, FreePort());
        await using BenchService service = await BenchService.CreateAsync(chain, proxy.Endpoint, campaign, Rewards, [], cancellationToken);
        await service.RewardAllAsync(cancellationToken);
        await service.CloseAsync();
        await chain.Node.SendAsync(RpcCall.To("evm_setAutomine", false), cancellationToken);

        List<double> seconds = [];
        // The first start sends for the first time; every later one sends again what the killed one left on its way.
        for (int round = 0; round <= rounds; round++)
        {
            Task<long> sent = proxy.NextSentAsync();
            long start = Stopwatch.GetTimestamp();
            using Process process = Start(service.Settings);
            try
            {
                long at = await sent.WaitAsync(Patience, cancellationToken);
                if (round > 0)
                {
                    seconds.Add(Stopwatch.GetElapsedTime(start, at).TotalSeconds);
                }

                // The mark that they were sent follows the answers.
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            }
            finally
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }

        seconds.Sort();
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"restart: first rebroadcast {seconds[seconds.Count / 2]:0.00} s after the process was started (median of {seconds.Count}, {seconds[0]:0.00} to {seconds[^1]:0.00}); goal 2"));
        service.Build();
    }

    private static Process Start(IReadOnlyList<string> settings)
    {
        string folder = AppContext.BaseDirectory;
        ProcessStartInfo start = new("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string argument in (string[])
        [
            "exec", "--runtimeconfig", Path.Combine(folder, "RetoRewards.Bench.runtimeconfig.json"),
            "--depsfile", Path.Combine(folder, "RetoRewards.Bench.deps.json"),
            Path.Combine(folder, "RetoRewards.dll"), "serve", .. settings,
        ])
        {
            start.ArgumentList.Add(argument);
        }

        Process process = Process.Start(start) ?? throw new InvalidOperationException("The service did not start.");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
