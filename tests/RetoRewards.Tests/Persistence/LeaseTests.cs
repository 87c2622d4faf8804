using RetoRewards.Persistence;
using RetoRewards.Persistence.Leases;
using RetoRewards.Tests.Sales;

namespace RetoRewards.Tests.Persistence;

/// <summary>One holder of a duty at a time, and an old one fenced, whatever the clocks say.</summary>
public sealed class LeaseTests
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    [PostgresFact]
    [Trait("Fault", "48")]
    public async Task Of_two_processes_one_holds_the_duty_and_the_other_waits_for_its_silence()
    {
        TestDatabases.OnPostgres = true;
        await using TestDatabase database = await TestDatabase.CreateAsync();
        await using Process first = new(database, "first", Shop.Noon);
        // Its clock is a day ahead, and nobody compares.
        await using Process second = new(database, "second", Shop.Noon.AddDays(1));

        LeaseTerm? held = await first.Lease.HoldAsync(CancellationToken.None);
        Assert.Equal(new LeaseTerm(Duties.Sender, 1), held);
        Assert.Null(await second.Lease.HoldAsync(CancellationToken.None));

        // While the first beats, the second may wait for ever.
        for (int beat = 0; beat < 5; beat++)
        {
            first.Clock.Advance(TimeSpan.FromSeconds(9));
            Assert.Equal(held, await first.Lease.HoldAsync(CancellationToken.None));
            second.Clock.Advance(TimeSpan.FromSeconds(9));
            Assert.Null(await second.Lease.HoldAsync(CancellationToken.None));
        }

        second.Clock.Advance(Silence);
        Assert.Equal(new LeaseTerm(Duties.Sender, 2), await second.Lease.HoldAsync(CancellationToken.None));
    }

    [PostgresFact]
    [Trait("Fault", "49")]
    public async Task A_process_that_was_stopped_and_wakes_is_fenced_before_it_writes()
    {
        TestDatabases.OnPostgres = true;
        await using TestDatabase database = await TestDatabase.CreateAsync();
        await using Process sleeper = new(database, "sleeper", Shop.Noon);
        await using Process other = new(database, "other", Shop.Noon);
        LeaseTerm term = (await sleeper.Lease.HoldAsync(CancellationToken.None))!;
        await other.Lease.HoldAsync(CancellationToken.None);
        other.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull(await other.Lease.HoldAsync(CancellationToken.None));

        // It wakes in the middle of a stage and does not know that time has passed.
        bool worked = false;
        await Assert.ThrowsAsync<FencedException>(() => Fence.UnderAsync(term, () => sleeper.Gate.WriteAsync(
            WritePriority.Stage,
            _ =>
            {
                worked = true;
                return Task.FromResult(true);
            },
            CancellationToken.None)));
        Assert.False(worked);

        // Before its next stage it looks again, and does nothing.
        sleeper.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await sleeper.Lease.HoldAsync(CancellationToken.None));
    }

    /// <summary>What a holder commits, it commits before another holds the duty, however long the commit takes.</summary>
    [PostgresFact]
    [Trait("Fault", "49")]
    public async Task A_take_over_waits_for_the_commit_that_is_under_way()
    {
        TestDatabases.OnPostgres = true;
        foreach (WriteAccess access in new[] { WriteAccess.Alone, WriteAccess.Beside })
        {
            await using TestDatabase database = await TestDatabase.CreateAsync();
            await using Process holder = new(database, "holder", Shop.Noon);
            await using Process other = new(database, "other", Shop.Noon);
            LeaseTerm term = (await holder.Lease.HoldAsync(CancellationToken.None))!;
            await other.Lease.HoldAsync(CancellationToken.None);
            other.Clock.Advance(TimeSpan.FromMinutes(1));
            TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
            TaskCompletionSource enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Task<bool> writing = Fence.UnderAsync(term, () => holder.Gate.WriteAsync(
                WritePriority.Stage,
                access,
                async _ =>
                {
                    begun.SetResult();
                    await enough.Task;
                    return true;
                },
                CancellationToken.None));
            await begun.Task;

            Task<LeaseTerm?> taking = other.Lease.HoldAsync(CancellationToken.None);
            await Task.WhenAny(taking, Task.Delay(TimeSpan.FromMilliseconds(200)));
            Assert.False(taking.IsCompleted);

            enough.SetResult();
            Assert.True(await writing);
            Assert.Equal(new LeaseTerm(Duties.Sender, 2), await taking);
        }
    }

    [Fact]
    public async Task On_SQLite_a_process_that_starts_takes_over_at_once()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync();
        await using Process killed = new(database, "one", Shop.Noon);
        await using Process next = new(database, "one", Shop.Noon);

        Assert.Equal(1, (await killed.Lease.HoldAsync(CancellationToken.None))!.Epoch);
        Assert.Equal(2, (await next.Lease.HoldAsync(CancellationToken.None))!.Epoch);
    }

    /// <summary>What one process has of its own: a gate, a clock and its side of the lease.</summary>
    private sealed class Process : IAsyncDisposable
    {
        public Process(TestDatabase database, string name, DateTimeOffset now)
        {
            Clock = new SteppedClock(now);
            Gate = new WriteGate(database.Connections, database.Roster, new WakeUp());
            Lease = new Lease(
                Duties.Sender, database.Connections, Gate, database, new LeaseOptions { Holder = name, Silence = Silence }, Clock);
        }

        public SteppedClock Clock { get; }

        public WriteGate Gate { get; }

        public Lease Lease { get; }

        public ValueTask DisposeAsync() => Gate.DisposeAsync();
    }

    /// <summary>A clock whose timestamps go with its time.</summary>
    private sealed class SteppedClock(DateTimeOffset now) : TimeProvider
    {
        private DateTimeOffset now = now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan step) => now += step;

        public override DateTimeOffset GetUtcNow() => now;

        public override long GetTimestamp() => now.Ticks;
    }
}
