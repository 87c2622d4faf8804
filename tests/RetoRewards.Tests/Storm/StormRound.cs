using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Chain;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Payouts;
using RetoRewards.Persistence;
using RetoRewards.Rewards;
using RetoRewards.Tests.Chain;
using RetoRewards.Tests.Payouts;
using RetoRewards.Tests.Persistence;

namespace RetoRewards.Tests.Storm;

/// <summary>What one round did to the service, and that it held.</summary>
internal sealed record StormTally(
    string Database, int Processes, int Seed, int Rewards, int Kills, int Stops, int Cuts, int DatabaseDeaths, int Forks, double Seconds);

/// <summary>A world of its own in which the real service is killed again and again while it pays, then must have paid everything once.</summary>
internal sealed class StormRound(LocalChain chain, int processes, int seed) : IAsyncDisposable
{
    public const int RewardsPerKill = 100;

    private const int People = 100;
    private const int Confirmations = 6;
    private const int MaxForkDepth = 3;
    private const int MaxReads = 20;

    /// <summary>How long nothing may move. RETO_STORM_PATIENCE says more minutes, for a machine that others keep busy.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(
        int.Parse(Environment.GetEnvironmentVariable("RETO_STORM_PATIENCE") ?? "8", CultureInfo.InvariantCulture));

    private readonly Random random = new(seed);
    private readonly TcpProxy node = new(chain.Process.Endpoint.Port);
    private readonly Process?[] running = new Process?[processes];
    private TcpProxy? database;
    private PayoutWorld world = null!;
    private int stops;
    private int cuts;
    private int databaseDeaths;
    private int forks;
    private long snapshotBlock;

    public async Task<StormTally> RunAsync(int kills)
    {
        Stopwatch time = Stopwatch.StartNew();
        if (TestDatabases.OwnServer is { } server)
        {
            database = new TcpProxy(server.Port);
        }

        world = await PayoutWorld.CreateAsync(
            chain,
            People,
            "--Payouts:MaxRewards=10",
            "--Payouts:MaxWallets=10",
            "--Stages:Poll=00:00:00.050",
            "--Stages:MaxBackoff=00:00:00.500",
            "--Chain:SilenceBeforeResend=00:00:00.500",
            "--Leases:Silence=00:00:02",
            "--Leases:Beat=00:00:00.300",
            string.Create(CultureInfo.InvariantCulture, $"--Chain:Confirmations={Confirmations}"));
        await chain.MineAsync(Confirmations, CancellationToken.None);
        await world.DrainAsync();

        for (int kill = 0; kill < kills; kill++)
        {
            await EarnAsync();
            for (int index = 0; index < processes; index++)
            {
                running[index] ??= StartService(index);
            }

            await DisturbAsync();
            int victim = random.Next(processes);
            await ServiceProcess.EndAsync(running[victim]!);
            running[victim]!.Dispose();
            running[victim] = null;
        }

        await EndAllAsync();
        await SettleAsync();
        await PayoutOracle.AssertAllPaidOnceAsync(world);
        return new StormTally(
            TestDatabases.OwnServer is null ? "SQLite" : "PostgreSQL", processes, seed, kills * RewardsPerKill, kills,
            stops, cuts, databaseDeaths, forks, Math.Round(time.Elapsed.TotalSeconds, 1));
    }

    public async ValueTask DisposeAsync()
    {
        await EndAllAsync();
        if (world is not null)
        {
            await world.DisposeAsync();
        }

        await node.DisposeAsync();
        if (database is not null)
        {
            await database.DisposeAsync();
        }
    }

    /// <summary>The service talks through the proxies; the test itself looks past them.</summary>
    private Process StartService(int index)
    {
        List<string> settings =
        [
            "--Database:IdleInTransaction=00:00:02",
            string.Create(CultureInfo.InvariantCulture, $"--Leases:Holder=process-{index}"),
            string.Create(CultureInfo.InvariantCulture, $"--Chain:Endpoints:0=http://127.0.0.1:{node.Port}"),
        ];
        if (database is not null && TestDatabases.OwnServer is { } server)
        {
            string direct = world.Settings.Single(one => one.StartsWith("--Database:ConnectionString=", StringComparison.Ordinal));
            settings.Add(direct.Replace(
                string.Create(CultureInfo.InvariantCulture, $"Port={server.Port};"),
                string.Create(CultureInfo.InvariantCulture, $"Port={database.Port};"),
                StringComparison.Ordinal));
        }

        return ServiceProcess.Start(world, "", [.. settings]);
    }

    private Task EarnAsync() => world.RewardAsync(
        [.. Enumerable.Range(0, RewardsPerKill).Select(index => (world.Participants[random.Next(People)], (UInt128)(1 + index)))]);

    /// <summary>Waits until the service works, does something to it or around it, and lets it go on for a moment.</summary>
    private async Task DisturbAsync()
    {
        string snapshot = await SnapshotAsync();
        (int, int, int) before = await ProgressAsync();
        Stopwatch waited = Stopwatch.StartNew();
        while (await ProgressAsync() == before)
        {
            Assert.True(waited.Elapsed < Patience, $"Nothing moves any more: {await StateAsync()}");
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 200)));
        switch (random.Next(6))
        {
            case 0:
                await StopForAWhileAsync(running[random.Next(processes)]!);
                break;
            case 1:
                cuts++;
                node.CutAll();
                database?.CutAll();
                break;
            case 2:
                // The node dies and is started again over its data, as the service sees it.
                cuts++;
                node.Refusing = true;
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(100, 700)));
                node.Refusing = false;
                break;
            case 3 when TestDatabases.OwnServer is { } server:
                databaseDeaths++;
                await server.KillAsync();
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 300)));
                await server.StartAsync();
                break;
            case 4:
                await ForkAsync(snapshot);
                break;
            default:
                break;
        }

        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 300)));
    }

    private async Task StopForAWhileAsync(Process process)
    {
        stops++;
        await SignalAsync(process, "-STOP");
        // Longer than the silence after which another process takes over.
        await Task.Delay(TimeSpan.FromMilliseconds(processes > 1 ? random.Next(1_000, 5_000) : random.Next(100, 800)));
        await SignalAsync(process, "-CONT");
    }

    private static async Task SignalAsync(Process process, string signal)
    {
        using Process kill = Process.Start("kill", [signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Takes back the newest blocks, unless that would reach what counts as final, and mines others in their place.</summary>
    private async Task ForkAsync(string snapshot)
    {
        long head = await chain.Node.GetBlockNumberAsync(CancellationToken.None);
        long depth = head - snapshotBlock;
        if (depth is < 1 or > MaxForkDepth)
        {
            return;
        }

        forks++;
        JsonElement done = await chain.Node.SendAsync(RpcCall.To("evm_revert", snapshot), CancellationToken.None);
        Assert.True(done.GetBoolean());
        await chain.Node.SendAsync(RpcCall.To("evm_increaseTime", 7), CancellationToken.None);
        await chain.MineAsync((int)depth + 1, CancellationToken.None);
    }

    private async Task<string> SnapshotAsync()
    {
        string snapshot = (await chain.Node.SendAsync(RpcCall.To("evm_snapshot"), CancellationToken.None)).GetString()!;
        snapshotBlock = await chain.Node.GetBlockNumberAsync(CancellationToken.None);
        return snapshot;
    }

    private async Task<(int Batches, int Transactions, int Paid)> ProgressAsync()
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                await using RetoDbContext db = world.Read();
                return (
                    await db.Set<PayoutBatchRow>().CountAsync(),
                    await db.Set<ChainTransactionRow>().CountAsync(row => row.State != ChainTransactionState.Signed),
                    await db.Set<RewardRow>().CountAsync(row => row.State == RewardState.Paid));
            }
            catch (Exception fault) when (attempt < MaxReads && DatabaseErrors.IsFault(fault))
            {
                // A pooled connection that died with the server; there are only so many.
            }
        }
    }

    /// <summary>For the message about a service that stands still.</summary>
    private async Task<string> StateAsync()
    {
        await using RetoDbContext db = world.Read();
        string?[] halted =
        [
            .. await db.Set<LaneRow>().Select(row => row.HaltedBecause).ToArrayAsync(),
            .. await db.Set<ChainRow>().Select(row => row.HaltedBecause).ToArrayAsync(),
            .. await db.Set<PayoutBatchRow>().Where(row => row.HeldBecause != null).Select(row => row.HeldBecause).ToArrayAsync(),
        ];
        var rewards = await db.Set<RewardRow>().GroupBy(row => row.State).Select(group => new { group.Key, Count = group.Count() }).ToArrayAsync();
        return $"{string.Join(", ", rewards.Select(one => $"{one.Count} {one.Key}"))}; {running.Count(one => one is { HasExited: false })} processes run; "
            + string.Join("; ", halted.OfType<string>());
    }

    /// <summary>A last process of the service finishes what is left, while blocks go on being mined.</summary>
    private async Task SettleAsync()
    {
        await world.RestartAsync();
        const int rounds = 60;
        for (int round = 0; round < rounds; round++)
        {
            await world.DrainAsync();
            await chain.MineAsync(Confirmations + 1, CancellationToken.None);
            await world.DrainAsync();
            await using RetoDbContext db = world.Read();
            if (!await db.Set<RewardRow>().AnyAsync(row => row.State != RewardState.Paid))
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500));
        }
    }

    private async Task EndAllAsync()
    {
        for (int index = 0; index < running.Length; index++)
        {
            if (running[index] is { } process)
            {
                await ServiceProcess.EndAsync(process);
                process.Dispose();
                running[index] = null;
            }
        }
    }
}
