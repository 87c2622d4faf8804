using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Sales;
using RetoRewards.Sales.Files;

namespace RetoRewards.Bench.Imports;

/// <summary>A generated file of sales, imported in pieces of 500 and then decided with three levels of rewards, beside prepared statements that
/// write the very same rows with commits of as many sales.</summary>
internal static class ImportBench
{
    /// <summary>Sales whose rows are written again by hand; they are held in memory meanwhile.</summary>
    private const int MostRaw = 20_000;

    private const string Address = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    public static async Task RunAsync(int sales, TextWriter output, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("retorewards-bench-").FullName;
        string database = Path.Combine(folder, "bench.db");
        await using (WebApplication application = RetoRewardsHost.CreateBuilder(
        [
            "--Database:Path", database, "--Logging:Level", "Fatal", "--Chain:Endpoints:0", "http://127.0.0.1:9", "--Chain:ChainId", "31337",
            "--Chain:CampaignsAddress", Address, "--Chain:TokenAddress", Address,
            "--Keys:Mnemonic", "test test test test test test test test test test test junk",
        ]).Build())
        {
            await application.Services.GetRequiredService<DatabaseSetup>().MigrateAsync(cancellationToken);
            ImportWorld world = await ImportWorld.SeedAsync(application.Services, cancellationToken);
            ImportSales import = application.Services.GetRequiredService<ImportSales>();
            RewardSale decide = application.Services.GetServices<IStage>().OfType<RewardSale>().Single();

            // The first sales make the code ready to run; they are in the counts of neither.
            await import.ExecuteAsync(world.Channel, GenerateAsync(world, -5_000, 0, cancellationToken), ImportSales.Nobody, null, cancellationToken);
            await DecideAsync(decide, cancellationToken);

            TimeSpan processor = Environment.CpuUsage.TotalTime;
            long start = Stopwatch.GetTimestamp();
            ImportReport report = await import.ExecuteAsync(
                world.Channel, GenerateAsync(world, 0, sales, cancellationToken), ImportSales.Nobody, null, cancellationToken);
            TimeSpan imported = Stopwatch.GetElapsedTime(start);
            TimeSpan importing = Environment.CpuUsage.TotalTime - processor;
            int decided = await DecideAsync(decide, cancellationToken);
            TimeSpan whole = Stopwatch.GetElapsedTime(start);
            TimeSpan working = Environment.CpuUsage.TotalTime - processor;
            using Process self = Process.GetCurrentProcess();
            double peak = self.PeakWorkingSet64 / (1024.0 * 1024);
            if (report.RowsRead != sales || decided != sales)
            {
                throw new InvalidOperationException($"Of {sales} sales {report.RowsRead} were read and {decided} decided.");
            }

            double perSecond = sales / imported.TotalSeconds;
            double together = sales / whole.TotalSeconds;
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"imported {sales} sales: {perSecond:F0}/s, {importing.TotalMicroseconds / sales:F0} µs of the processor each; "
                + $"decided and posted: {sales / (whole - imported).TotalSeconds:F0}/s, {(working - importing).TotalMicroseconds / sales:F0} µs; "
                + $"together {together:F0}/s; peak memory {peak:F0} MiB"));

            int again = Math.Min(sales, MostRaw);
            RawRate oneRow = RawRows.OneRowEach(Path.Combine(folder, "one.db"), again);
            RawRate told = RawRows.Copy(database, Path.Combine(folder, "told.db"), again, sales + 5_000, RawRows.ToldTables);
            RawRate all = RawRows.Copy(database, Path.Combine(folder, "all.db"), again, sales + 5_000, null);
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"by hand, {again} sales: one row each {oneRow.PerSecond:F0}/s; the intake's rows ({told.RowsEach:F1} each) {told.PerSecond:F0} sales/s, "
                + $"{told.Processor:F0} µs; all rows ({all.RowsEach:F1} each) {all.PerSecond:F0} sales/s, {all.Processor:F0} µs"));
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"intake: {perSecond / oneRow.PerSecond:P0} of one row each, {perSecond / told.PerSecond:P0} of the same rows; "
                + $"with rewards: {together / all.PerSecond:P0} of the same rows ({all.Processor * sales / working.TotalMicroseconds:P0} by the processor's time)"));
        }

        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<int> DecideAsync(RewardSale decide, CancellationToken cancellationToken)
    {
        int all = 0;
        int taken;
        while ((taken = await decide.RunOnceAsync(cancellationToken)) > 0)
        {
            all += taken;
        }

        return all;
    }

    private static async IAsyncEnumerable<SaleFileRow> GenerateAsync(
        ImportWorld world, int from, int to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        for (int index = from; index < to; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int number = index - from;
            string name = index.ToString(CultureInfo.InvariantCulture);
            SaleDraft draft = new(
                null, name, world.SoldAt.AddSeconds(number % 86_400), "GBP", [new SaleDraftLine("85123A", "Candle", 1 + (number % 6), 2.55m, 0, 0.51m, 0)], null);
            string customer = "c" + (number / 10).ToString(CultureInfo.InvariantCulture);
            yield return new SaleFileRow.Sale(new SaleSubmission(name, draft, world.Codes[number % world.Codes.Count], customer) { KeepsFirst = true }, null)
            {
                LineNumber = number + 2,
            };
        }
    }
}
