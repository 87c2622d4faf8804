using Microsoft.EntityFrameworkCore;
using RetoRewards.Persistence;
using RetoRewards.Persistence.Leases;

namespace RetoRewards.Tests.Persistence;

/// <summary>Loops rest when there is nothing to do, and are woken when there is.</summary>
public sealed class WakeUpTests
{
    [Fact]
    public async Task Who_looked_and_wrote_nothing_wakes_nobody_and_who_wrote_wakes_all()
    {
        await using TestDatabase database = await TestDatabase.CreateAsync();
        WakeUp wakeUp = new();
        await using WriteGate gate = new(database.Connections, database.Roster, wakeUp);
        Task changed = wakeUp.Next();

        await gate.WriteAsync(WritePriority.Stage, write => write.Db.Set<LeaseRow>().CountAsync(), CancellationToken.None);
        await gate.WriteAsync(
            WritePriority.Stage,
            write =>
            {
                write.Insert(Array.Empty<LeaseRow>());
                return Task.CompletedTask;
            },
            CancellationToken.None);
        // Whatever was signalled would have been before the work that follows it at the gate.
        await gate.WriteAsync(WritePriority.Stage, write => write.Db.Set<LeaseRow>().CountAsync(), CancellationToken.None);
        bool wokenByLooking = changed.IsCompleted;
        await gate.WriteAsync(
            WritePriority.Stage,
            write =>
            {
                write.InsertOne(new LeaseRow { Name = "n", Holder = "h", Epoch = 1, Beats = 1 });
                return Task.CompletedTask;
            },
            CancellationToken.None);
        await changed.WaitAsync(TimeSpan.FromMinutes(1));

        Assert.False(wokenByLooking);
    }
}
