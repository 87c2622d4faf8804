using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Bench.Payouts;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Sales;
using RetoRewards.Tests.Persistence;

namespace RetoRewards.Bench.Databases;

/// <summary>Intake, deciding and payout over an empty database and over one that holds millions of sales, in the same run.</summary>
internal static class GrowthBench
{
    public const string Sqlite = "sqlite";
    public const string Postgresql = "postgresql";

    private const int Batch = RecordEvents.MaxSubmissions;

    private const int PlansShown = 30;

    public static async Task RunAsync(
        string database, int sales, int batches, int rewards, int rounds, TextWriter output, CancellationToken cancellationToken)
    {
        if (database == Sqlite)
        {
            await RunOnAsync([], database, sales, batches, rewards, rounds, output, cancellationToken);
            return;
        }

        string folder = Path.Combine(Path.GetTempPath(), "retorewards-bench-postgres-" + Guid.NewGuid().ToString("N"));
        await using PostgresServer server = await PostgresServer.StartAsync(folder, durable: true);
        await server.MakeTemplateAsync();
        string connectionString = await server.CreateDatabaseAsync();
        await RunOnAsync(
            [$"--Database:ConnectionString={connectionString}", "--Database:BusyTimeout=00:01:00", "--Database:IdleInTransaction=00:02:00"], database, sales, batches, rewards, rounds, output, cancellationToken);
    }

    private static async Task RunOnAsync(
        string[] settings, string database, int sales, int batches, int rewards, int rounds, TextWriter output, CancellationToken cancellationToken)
    {
        CampaignId campaign = new(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()));
        long startsAt = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 86_400;
        await using BenchChain chain = await BenchChain.StartAsync(BenchChain.Anvil, BenchService.TermsHash(campaign), startsAt, cancellationToken);
        await using BenchService service = await BenchService.CreateAsync(chain, chain.Endpoint, campaign, rewards, settings, cancellationToken);
        await BenchShops.SeedAsync(service.Services, 1, cancellationToken);
        // Wallets that are paid for the first time cost the node more, and a process that has just begun is slow.
        await MeasureAsync(service, "warm", batches, cancellationToken);

        Rates[] empty = await RoundsAsync("empty", rounds);
        long start = Stopwatch.GetTimestamp();
        await SeedAsync(service, database == Sqlite, sales, cancellationToken);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{sales:N0} sales seeded in {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s"));
        using PlanRecorder plans = new();
        Rates[] grown = await RoundsAsync("grown", rounds);

        await ReportAsync("intake, sales/s", one => one.Intake);
        await ReportAsync("deciding, sales/s", one => one.Deciding);
        await ReportAsync("payout, rewards/s", one => one.Payout);
        await using DbConnection connection = await service.Services.GetRequiredService<IDatabase>().OpenAsync(cancellationToken);
        await plans.ReportAsync(connection, PlansShown, output, cancellationToken);

        async Task<Rates[]> RoundsAsync(string name, int count)
        {
            Rates[] rates = new Rates[count];
            for (int round = 0; round < count; round++)
            {
                rates[round] = await MeasureAsync(service, string.Create(CultureInfo.InvariantCulture, $"{name}-{round}"), batches, cancellationToken);
                await output.WriteLineAsync($"{database}, {name}: {rates[round]}");
            }

            return rates;
        }

        Task ReportAsync(string what, Func<Rates, double> of)
        {
            double before = Median(empty.Select(of));
            double after = Median(grown.Select(of));
            return output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{database}, {what}: {before:N0} empty, {after:N0} over {sales:N0} sales, {after / before:P0} (goal 80 %)"));
        }
    }

    private static async Task<Rates> MeasureAsync(BenchService service, string series, int batches, CancellationToken cancellationToken)
    {
        BenchShops.Found shop = (await BenchShops.FindAsync(service.Services, cancellationToken))[0];
        RecordEvents record = service.Services.GetRequiredService<RecordEvents>();
        long start = Stopwatch.GetTimestamp();
        for (int batch = 0; batch < batches; batch++)
        {
            await record.ExecuteAsync(shop.Channel, BenchShops.Sales(shop, series, batch * Batch, Batch), cancellationToken);
        }

        double intake = batches * Batch / Stopwatch.GetElapsedTime(start).TotalSeconds;
        RewardSale reward = service.Services.GetServices<IStage>().OfType<RewardSale>().Single();
        start = Stopwatch.GetTimestamp();
        while (await reward.RunOnceAsync(cancellationToken) > 0)
        {
        }

        double deciding = batches * Batch / Stopwatch.GetElapsedTime(start).TotalSeconds;
        await service.RewardAllAsync(cancellationToken);
        (TimeSpan wall, _) = await service.PayAllAsync(cancellationToken);
        return new Rates(intake, deciding, service.People / wall.TotalSeconds);
    }

    private static async Task SeedAsync(BenchService service, bool isSqlite, int sales, CancellationToken cancellationToken)
    {
        ChannelRow channel;
        await using (RetoDbContext db = service.Read())
        {
            CampaignRow live = await db.Set<CampaignRow>().SingleAsync(row => row.CampaignId != service.Campaign, cancellationToken);
            channel = await db.Set<ChannelRow>().SingleAsync(row => row.PartnerId == live.PartnerId, cancellationToken);
        }

        await using DbConnection connection = await service.Services.GetRequiredService<IDatabase>().OpenAsync(cancellationToken);
        await new GrowthSeed(isSqlite, Id(channel.PartnerId.Value), Id(channel.ChannelId.Value), Id(service.Campaign.Value))
            .RunAsync(connection, sales, cancellationToken);

        string Id(Guid id) => isSqlite ? $"x'{Convert.ToHexString(id.ToByteArray(bigEndian: true))}'" : $"'{id}'::uuid";
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private sealed record Rates(double Intake, double Deciding, double Payout)
    {
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"intake {Intake:N0} sales/s, deciding {Deciding:N0} sales/s, payout {Payout:N0} rewards/s");
    }
}
