using Microsoft.EntityFrameworkCore;

namespace RetoRewards.Persistence.Leases;

/// <summary>This process's side of a duty that one process at a time fulfils.</summary>
/// <remarks>
/// Nothing relies on clocks agreeing. A holder raises a counter; a watcher takes over when the counter has stood still for
/// <see cref="LeaseOptions.Silence"/> of the watcher's own monotonic time, by raising the epoch. A holder that was only slow or
/// stopped finds the epoch raised: before its next stage, or at the latest inside the transaction that it wants to commit.
/// On SQLite a process that starts takes over at once: there is no second one to serve beside.
/// </remarks>
internal sealed class Lease(
    string name, IDatabase database, WriteGate gate, IDbContextFactory<RetoDbContext> contexts, LeaseOptions options, TimeProvider clock)
{
    private LeaseTerm? term;
    private bool hasAsked;
    private long lastBeat;
    private (long Epoch, long Beats) seen;
    private long seenSince;

    /// <summary>The term under which this process fulfils the duty, which it takes over when it may; null when another does.</summary>
    /// <exception cref="DatabaseFaultException">The database could not say.</exception>
    public async Task<LeaseTerm?> HoldAsync(CancellationToken cancellationToken)
    {
        if (term is not null)
        {
            if (!database.IsShared || clock.GetElapsedTime(lastBeat) < options.Beat)
            {
                return term;
            }

            lastBeat = clock.GetTimestamp();
            if (!await gate.WriteAsync(WritePriority.Intake, BeatAsync, cancellationToken))
            {
                term = null;
            }

            return term;
        }

        LeaseRow? row = await ReadAsync(cancellationToken);
        if (MayTake(row))
        {
            term = await gate.WriteAsync(WritePriority.Intake, write => TakeAsync(write, row), cancellationToken);
            lastBeat = clock.GetTimestamp();
        }

        return term;
    }

    /// <summary>Gives up what was lost, so that the next asking looks again.</summary>
    public void Forget()
    {
        term = null;
        seenSince = clock.GetTimestamp();
    }

    private bool MayTake(LeaseRow? row)
    {
        bool first = !hasAsked;
        hasAsked = true;
        if (row is null || (first && (!database.IsShared || row.Holder == options.Holder)))
        {
            return true;
        }

        if (first || seen != (row.Epoch, row.Beats))
        {
            seen = (row.Epoch, row.Beats);
            seenSince = clock.GetTimestamp();
            return false;
        }

        return clock.GetElapsedTime(seenSince) >= options.Silence;
    }

    private async Task<LeaseRow?> ReadAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<LeaseRow>().SingleOrDefaultAsync(row => row.Name == name, cancellationToken);
    }

    private async Task<bool> BeatAsync(WriteTransaction write)
    {
        LeaseRow row = await write.Db.Set<LeaseRow>().SingleAsync(row => row.Name == name, write.CancellationToken);
        if (row.Epoch != term?.Epoch)
        {
            return false;
        }

        row.Beats++;
        write.UpdateOne(row, nameof(LeaseRow.Beats));
        return true;
    }

    /// <summary>Takes the duty over, unless it has moved since it was looked at.</summary>
    private async Task<LeaseTerm?> TakeAsync(WriteTransaction write, LeaseRow? looked)
    {
        LeaseRow? row = await write.Db.Set<LeaseRow>().SingleOrDefaultAsync(row => row.Name == name, write.CancellationToken);
        if (row is null)
        {
            write.InsertOne(new LeaseRow { Name = name, Holder = options.Holder, Epoch = 1, Beats = 0 });
            return new LeaseTerm(name, 1);
        }

        if (looked is null || (row.Epoch, row.Beats) != (looked.Epoch, looked.Beats))
        {
            return null;
        }

        row.Holder = options.Holder;
        row.Epoch++;
        row.Beats = 0;
        write.UpdateOne(row, nameof(LeaseRow.Holder), nameof(LeaseRow.Epoch), nameof(LeaseRow.Beats));
        return new LeaseTerm(name, row.Epoch);
    }
}
