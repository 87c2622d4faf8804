using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Chain;
using RetoRewards.Persistence;
using RetoRewards.Persistence.Leases;
using RetoRewards.Rewards;
using RetoRewards.Tests.Chain;
using RetoRewards.Tests.Payouts;
using RetoRewards.Tests.Persistence;

namespace RetoRewards.Tests.Storm;

/// <summary>
/// A real process is stopped in the middle of paying, for longer than its leases, and woken when another has gone on. With
/// <c>RETO_LONG_STOP=1</c> for a minute over the usual silence of ten seconds, else for as long as a silence of one second needs.
/// </summary>
[Collection(LocalChain.Collection)]
public sealed class StoppedProcessTests(LocalChain chain)
{
    private const int People = 20;

    private static readonly bool IsLong = Environment.GetEnvironmentVariable("RETO_LONG_STOP") == "1";
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(IsLong ? 10 : 1);
    private static readonly TimeSpan Stop = IsLong ? TimeSpan.FromMinutes(1) : Silence;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [PostgresFact]
    [Trait("Fault", "49")]
    public async Task A_process_that_was_stopped_while_it_paid_and_woke_after_another_took_over_pays_nothing_twice()
    {
        TestDatabases.OnPostgres = true;
        await using PayoutWorld world = await PayoutWorld.CreateAsync(
            chain, People, "--Payouts:MaxRewards=5", "--Stages:Poll=00:00:00.050", $"--Leases:Silence={Silence}", "--Leases:Beat=00:00:00.300");
        await world.DrainAsync();
        using Process sleeper = Start(world, "sleeper");
        Process? other = null;
        try
        {
            await EarnAsync(world);
            await UntilAsync(world, async db => await HolderAsync(db) == "sleeper" && await db.Set<ChainTransactionRow>().AnyAsync());
            await SignalAsync(sleeper, "-STOP");
            Stopwatch stopped = Stopwatch.StartNew();

            await EarnAsync(world);
            other = Start(world, "other");
            await UntilAsync(world, async db => await HolderAsync(db) == "other" && await AllPaidAsync(db));
            await Task.Delay(stopped.Elapsed < Stop ? Stop - stopped.Elapsed : TimeSpan.Zero);
            await SignalAsync(sleeper, "-CONT");

            await EarnAsync(world);
            await UntilAsync(world, AllPaidAsync);
        }
        finally
        {
            await ServiceProcess.EndAsync(sleeper);
            if (other is not null)
            {
                await ServiceProcess.EndAsync(other);
                other.Dispose();
            }
        }

        await world.RestartAsync();
        await world.DrainAsync();
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    private static Process Start(PayoutWorld world, string name) => ServiceProcess.Start(
        world, "", $"--Leases:Holder={name}", "--Database:IdleInTransaction=00:00:02");

    private static Task EarnAsync(PayoutWorld world) =>
        world.RewardAsync([.. world.Participants.Select((who, index) => (who, (UInt128)(1 + index)))]);

    private static Task<string?> HolderAsync(RetoDbContext db) =>
        db.Set<LeaseRow>().Where(row => row.Name == Duties.Sender).Select(row => row.Holder).SingleOrDefaultAsync();

    private static async Task<bool> AllPaidAsync(RetoDbContext db) => !await db.Set<RewardRow>().AnyAsync(row => row.State != RewardState.Paid);

    private static async Task UntilAsync(PayoutWorld world, Func<RetoDbContext, Task<bool>> holds)
    {
        using CancellationTokenSource patience = new(Patience);
        while (true)
        {
            await using (RetoDbContext db = world.Read())
            {
                if (await holds(db))
                {
                    return;
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token);
        }
    }

    private static async Task SignalAsync(Process process, string signal)
    {
        using Process kill = Process.Start("kill", [signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }
}
