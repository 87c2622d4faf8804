using System.Diagnostics;
using System.Globalization;
using RetoRewards.Domain.Campaigns;

namespace RetoRewards.Bench.Payouts;

/// <summary>A steady load of rewards and payouts for an hour or more; memory must stay flat within 5 % after the first ten minutes.</summary>
/// <remarks>The chain is anvil, which keeps its own history in its own process. What is sampled is this process: the service.</remarks>
internal static class MemoryBench
{
    private const int Participants = 1_000;

    private static readonly TimeSpan WarmUp = TimeSpan.FromMinutes(10);

    /// <returns>0 when memory stayed flat.</returns>
    public static async Task<int> RunAsync(int minutes, TextWriter output, CancellationToken cancellationToken)
    {
        CampaignId campaign = new(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()));
        long startsAt = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 86_400;
        await using BenchChain chain = await BenchChain.StartAsync(BenchChain.Anvil, BenchService.TermsHash(campaign), startsAt, cancellationToken);
        await using BenchService service = await BenchService.CreateAsync(chain, chain.Endpoint, campaign, Participants, [], cancellationToken);
        await service.StartLoopsAsync(cancellationToken);
        long start = Stopwatch.GetTimestamp();
        List<double> after = [];
        for (int minute = 1; minute <= minutes; minute++)
        {
            while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(minute))
            {
                await service.RewardAllAsync(cancellationToken);
                await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);
            }

            using Process self = Process.GetCurrentProcess();
            double resident = self.WorkingSet64 / (1024.0 * 1024);
            double live = GC.GetTotalMemory(forceFullCollection: false) / (1024.0 * 1024);
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"minute {minute}: {resident:0} MiB resident, {live:0} MiB managed"));
            if (TimeSpan.FromMinutes(minute) > WarmUp)
            {
                after.Add(resident);
            }
        }

        await service.StopLoopsAsync(cancellationToken);
        if (after.Count < 2)
        {
            await output.WriteLineAsync("memory: too short to say; the first ten minutes do not count.");
            return 0;
        }

        // The first and the last quarter, so that a single sample in a collection's shadow decides nothing.
        int quarter = Math.Max(1, after.Count / 4);
        double before = after.Take(quarter).Average();
        double end = after.TakeLast(quarter).Average();
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"memory: {before:0} MiB after ten minutes, {end:0} MiB at the end, {(end / before) - 1:+0.0%;-0.0%}; goal within 5 %"));
        return end <= before * 1.05 ? 0 : 1;
    }
}
