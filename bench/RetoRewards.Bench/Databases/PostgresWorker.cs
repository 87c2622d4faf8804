using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Sales;

namespace RetoRewards.Bench.Databases;

/// <summary>One process of the service under load: it is told sales of all shops, records them and decides their rewards.</summary>
internal static class PostgresWorker
{
    private const int SalesPerCall = 100;

    /// <summary>Sales of each call that every worker tells, so that what is told to two processes is put to the test.</summary>
    private const int SharedPerCall = 5;

    private const int DecisionsPerTurn = 2;

    /// <summary>Says "ready", waits for a line, works, and says how many sales it had answered.</summary>
    /// <param name="database">The setting that names the database.</param>
    /// <param name="index">Which worker this is: its own sales have numbers of their own.</param>
    /// <param name="seconds">How long it works.</param>
    /// <param name="share">Part of one core that it may use; it sleeps off what it used beyond that. 0 for no bound.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async Task RunAsync(string database, int index, int seconds, double share, CancellationToken cancellationToken)
    {
        await using WebApplication application = BenchHost.Build(database);
        BenchShops.Found[] shops = await BenchShops.FindAsync(application.Services, cancellationToken);
        // Two processes that go through the shops in the same order would wait for one another at each.
        shops = [.. shops.Skip(index * shops.Length / 2), .. shops.Take(index * shops.Length / 2)];
        RecordEvents record = application.Services.GetRequiredService<RecordEvents>();
        RewardSale reward = application.Services.GetServices<IStage>().OfType<RewardSale>().Single();
        await TurnAsync(record, reward, shops, string.Create(CultureInfo.InvariantCulture, $"warm-{index}"), 0, cancellationToken);
        await Console.Out.WriteLineAsync("ready");
        await Console.In.ReadLineAsync(cancellationToken);

        long start = Stopwatch.GetTimestamp();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        int turns = 0;
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
        {
            await TurnAsync(record, reward, shops, string.Create(CultureInfo.InvariantCulture, $"own-{index}"), turns++, cancellationToken);
            if (share > 0)
            {
                TimeSpan due = ((Environment.CpuUsage.TotalTime - cpu) / share) - Stopwatch.GetElapsedTime(start);
                await Task.Delay(due > TimeSpan.Zero ? due : TimeSpan.Zero, cancellationToken);
            }
        }

        double used = (Environment.CpuUsage.TotalTime - cpu) / Stopwatch.GetElapsedTime(start);
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"done {used:0.00}"));
    }

    /// <summary>One call for each shop, all at once, and then as much deciding as keeps up with them.</summary>
    private static async Task TurnAsync(
        RecordEvents record, RewardSale reward, BenchShops.Found[] shops, string series, int turn, CancellationToken cancellationToken)
    {
        await Task.WhenAll(shops.Select(shop => record.ExecuteAsync(
            shop.Channel,
            [
                .. BenchShops.Sales(shop, series, turn * (SalesPerCall - SharedPerCall), SalesPerCall - SharedPerCall),
                .. BenchShops.Sales(shop, "shared", turn * SharedPerCall, SharedPerCall),
            ],
            cancellationToken)));
        for (int run = 0; run < DecisionsPerTurn; run++)
        {
            await reward.RunOnceAsync(cancellationToken);
        }
    }
}
