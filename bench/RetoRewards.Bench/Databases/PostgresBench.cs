using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Sales;
using RetoRewards.Tests.Persistence;

namespace RetoRewards.Bench.Databases;

/// <summary>PostgreSQL with commits that wait for the disk: rows stored by intake against COPY of the very same rows, and two processes against one.</summary>
internal static class PostgresBench
{
    private const int Shops = 8;
    private const int Batch = RecordEvents.MaxSubmissions;
    private const double HeldTo = 0.4;

    /// <summary>The tables that a recorded sale writes, each with how its rows follow the order of arrival.</summary>
    private static readonly (string Table, string Rows)[] Written =
    [
        ("sales", "SELECT s.* FROM sale_events e JOIN sales s ON s.sale_id = e.sale_id"),
        ("sale_lines", "SELECT l.* FROM sale_events e JOIN sale_lines l ON l.sale_id = e.sale_id"),
        ("sale_events", "SELECT e.* FROM sale_events e"),
    ];

    public static async Task RunAsync(int rounds, int batches, int seconds, TextWriter output, CancellationToken cancellationToken)
    {
        string folder = Path.Combine(Path.GetTempPath(), "retorewards-bench-postgres-" + Guid.NewGuid().ToString("N"));
        await using PostgresServer server = await PostgresServer.StartAsync(folder, durable: true);
        await server.MakeTemplateAsync();
        await StoreAsync(server, rounds, batches, output, cancellationToken);
        await ProcessesAsync(server, rounds, seconds, output, cancellationToken);
    }

    private static async Task StoreAsync(PostgresServer server, int rounds, int batches, TextWriter output, CancellationToken cancellationToken)
    {
        string ours = await server.CreateDatabaseAsync();
        string bare = ours.Replace("Database=test_", "Database=copy_", StringComparison.Ordinal);
        List<double> ratios = [];
        await using WebApplication application = BenchHost.Build(Setting(ours));
        await BenchShops.SeedAsync(application.Services, 1, cancellationToken);
        BenchShops.Found shop = (await BenchShops.FindAsync(application.Services, cancellationToken))[0];
        NpgsqlConnection.ClearAllPools();
        await ExecuteAsync(server.ConnectionString("postgres"), $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{Name(ours)}'");
        await ExecuteAsync(server.ConnectionString("postgres"), $"CREATE DATABASE {Name(bare)} TEMPLATE {Name(ours)}");
        RecordEvents record = application.Services.GetRequiredService<RecordEvents>();
        for (int round = 0; round <= rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int batch = 0; batch < batches; batch++)
            {
                await record.ExecuteAsync(
                    shop.Channel, BenchShops.Sales(shop, "sale", ((round * batches) + batch) * Batch, Batch), cancellationToken);
            }

            double intake = batches * Batch * Written.Length / Stopwatch.GetElapsedTime(start).TotalSeconds;
            double copy = await CopyAsync(ours, bare, round * batches, batches, cancellationToken);
            if (round > 0)
            {
                ratios.Add(intake / copy);
                await output.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture, $"stored: intake {intake:N0} rows/s, COPY of the same rows {copy:N0} rows/s, {intake / copy:P0}"));
            }
        }

        await ReportAsync($"intake over COPY, {Batch} sales a commit (goal 60 %)", ratios, output);
    }

    /// <summary>The bytes of the rows are fetched before the clock runs; each batch is one transaction, as it was for us.</summary>
    private static async Task<double> CopyAsync(string from, string to, int first, int batches, CancellationToken cancellationToken)
    {
        byte[][] bytes = new byte[batches * Written.Length][];
        await using (NpgsqlConnection source = new(from))
        {
            await source.OpenAsync(cancellationToken);
            for (int piece = 0; piece < bytes.Length; piece++)
            {
                string rows = Written[piece % Written.Length].Rows;
                int offset = (first + (piece / Written.Length)) * Batch;
                using MemoryStream into = new();
                await using NpgsqlRawCopyStream stream = await source.BeginRawBinaryCopyAsync(
                    string.Create(CultureInfo.InvariantCulture, $"COPY ({rows} ORDER BY e.arrival LIMIT {Batch} OFFSET {offset}) TO STDOUT (FORMAT BINARY)"),
                    cancellationToken);
                await stream.CopyToAsync(into, cancellationToken);
                bytes[piece] = into.ToArray();
            }
        }

        await using NpgsqlConnection target = new(to);
        await target.OpenAsync(cancellationToken);
        long start = Stopwatch.GetTimestamp();
        for (int batch = 0; batch < batches; batch++)
        {
            await using NpgsqlTransaction transaction = await target.BeginTransactionAsync(cancellationToken);
            for (int table = 0; table < Written.Length; table++)
            {
                await using NpgsqlRawCopyStream stream = await target.BeginRawBinaryCopyAsync($"COPY {Written[table].Table} FROM STDIN (FORMAT BINARY)", cancellationToken);
                await stream.WriteAsync(bytes[(batch * Written.Length) + table], cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
        }

        return batches * Batch * Written.Length / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task ProcessesAsync(PostgresServer server, int rounds, int seconds, TextWriter output, CancellationToken cancellationToken)
    {
        List<double> free = [];
        List<double> held = [];
        for (int round = 0; round < rounds; round++)
        {
            double one = await MeasureAsync(server, 1, seconds, 0, output, cancellationToken);
            double two = await MeasureAsync(server, 2, seconds, 0, output, cancellationToken);
            double heldOne = await MeasureAsync(server, 1, seconds, HeldTo, output, cancellationToken);
            double heldTwo = await MeasureAsync(server, 2, seconds, HeldTo, output, cancellationToken);
            free.Add(two / one);
            held.Add(heldTwo / heldOne);
        }

        await ReportAsync("two processes over one, each held to 0.4 of a core (goal 1.5)", held, output);
        await ReportAsync("two processes over one, unheld (goal 0.9)", free, output);
    }

    /// <returns>Sales recorded and decided a second, each counted once however many processes were told of it.</returns>
    private static async Task<double> MeasureAsync(
        PostgresServer server, int processes, int seconds, double share, TextWriter output, CancellationToken cancellationToken)
    {
        string database = await server.CreateDatabaseAsync();
        await using WebApplication application = BenchHost.Build(Setting(database));
        await BenchShops.SeedAsync(application.Services, Shops, cancellationToken);
        List<Process> workers = [];
        for (int index = 0; index < processes; index++)
        {
            workers.Add(StartWorker(database, index, seconds, share));
        }

        foreach (Process worker in workers)
        {
            await worker.StandardOutput.ReadLineAsync(cancellationToken);
        }

        int before = await DecidedAsync(application, cancellationToken);
        long start = Stopwatch.GetTimestamp();
        foreach (Process worker in workers)
        {
            await worker.StandardInput.WriteLineAsync("go");
        }

        List<string> used = [];
        foreach (Process worker in workers)
        {
            used.Add((await worker.StandardOutput.ReadLineAsync(cancellationToken) ?? "failed")["done ".Length..]);
            await worker.WaitForExitAsync(cancellationToken);
            worker.Dispose();
        }

        double rate = (await DecidedAsync(application, cancellationToken) - before) / Stopwatch.GetElapsedTime(start).TotalSeconds;
        await RequireOnceAsync(application, cancellationToken);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{processes} processes{(share > 0 ? " held to 0.4" : "")}: {rate:N0} sales/s recorded and decided, cores used {string.Join(" and ", used)}"));
        return rate;
    }

    private static async Task<int> DecidedAsync(WebApplication application, CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await application.Services.GetRequiredService<IDbContextFactory<RetoDbContext>>().CreateDbContextAsync(cancellationToken);
        return await db.Set<SaleEventRow>().CountAsync(row => row.State == SaleEventState.Rewarded, cancellationToken);
    }

    /// <summary>A rate at which something was recorded or rewarded twice would be worth nothing.</summary>
    private static async Task RequireOnceAsync(WebApplication application, CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await application.Services.GetRequiredService<IDbContextFactory<RetoDbContext>>().CreateDbContextAsync(cancellationToken);
        bool twice = await db.Set<SaleRow>().GroupBy(row => new { row.PartnerId, row.SaleNumber }).AnyAsync(group => group.Count() > 1, cancellationToken)
            || await db.Set<RewardRow>().GroupBy(row => new { row.SaleId, row.Rule }).AnyAsync(group => group.Count() > 1, cancellationToken);
        if (twice)
        {
            throw new InvalidOperationException("A sale was recorded or rewarded twice.");
        }
    }

    private static Process StartWorker(string database, int index, int seconds, double share)
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("This process has no path.");
        ProcessStartInfo start = new(program) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            start.ArgumentList.Add(typeof(PostgresBench).Assembly.Location);
        }

        foreach (string argument in new[]
        {
            "postgres-worker", "--database", Setting(database), "--index", Text(index), "--seconds", Text(seconds), "--share", Text((int)(share * 100)),
        })
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start) ?? throw new InvalidOperationException("The worker did not start.");
    }

    private static Task ReportAsync(string name, List<double> values, TextWriter output)
    {
        values.Sort();
        return output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{name}: median {values[values.Count / 2]:0.00} ({values[0]:0.00} to {values[^1]:0.00})"));
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using NpgsqlConnection connection = new(connectionString + ";Pooling=false");
        await connection.OpenAsync();
#pragma warning disable CA2100 // Names that this class made.
        await using NpgsqlCommand command = new(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private static string Setting(string connectionString) => $"--Database:ConnectionString={connectionString}";

    private static string Name(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString).Database!;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
