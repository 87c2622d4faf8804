using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Persistence;

namespace RetoRewards.Tests.Simulation;

/// <summary>The process died here. Nothing of it runs any more; what it had in memory is gone.</summary>
internal sealed class SimulatedCrash() : Exception("The simulated process died.");

/// <summary>Decides, from the seed, where the process dies and where the node or the database fails.</summary>
internal sealed class SimulatedFaults(Random random)
{
    /// <summary>Off while the world is set up and while it comes to rest.</summary>
    public bool Active { get; set; }

    /// <summary>Once dead, every await of the process throws, also those in its finally blocks.</summary>
    public bool IsDead { get; private set; }

    public int Crashes { get; private set; }

    public void Revive() => IsDead = false;

    /// <summary>Passes a place at which a process can die.</summary>
    public void MayCrash(double probability)
    {
        if (IsDead)
        {
            throw new SimulatedCrash();
        }

        if (Hits(probability))
        {
            Crashes++;
            IsDead = true;
            throw new SimulatedCrash();
        }
    }

    public bool Hits(double probability) => Active && random.NextDouble() < probability;
}

/// <summary>A database whose commits may fail, lose their answer, or be the last thing that the process does.</summary>
internal sealed class SimulatedDatabase(IDatabase inner, SimulatedFaults faults) : IDatabase, IAsyncDisposable
{
    private const double Crash = 0.02;
    private const double Fault = 0.01;

    /// <summary>How often something was committed.</summary>
    public int Commits { get; private set; }

    public string ScriptSuffix => inner.ScriptSuffix;

    public bool IsShared => inner.IsShared;

    public void Configure(DbContextOptionsBuilder builder) => inner.Configure(builder);

    public Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        faults.MayCrash(0);
        return inner.OpenAsync(cancellationToken);
    }

    public DbContextOptions<RetoDbContext> OptionsOn(DbConnection connection) => inner.OptionsOn(connection);

    public IRowWriter RowsOn(DbConnection connection) => inner.RowsOn(connection);

    public Task<DbTransaction> BeginAsync(DbConnection connection, WriteAccess access, CancellationToken cancellationToken)
    {
        faults.MayCrash(Crash);
        return inner.BeginAsync(connection, access, cancellationToken);
    }

    public async Task CommitAsync(DbTransaction transaction)
    {
        faults.MayCrash(Crash);
        if (faults.Hits(Fault))
        {
            throw new DatabaseFaultException(new IOException("Simulated: the disk refused."));
        }

        await inner.CommitAsync(transaction);
        Commits++;
        faults.MayCrash(Crash);
        if (faults.Hits(Fault))
        {
            throw new DatabaseFaultException(new IOException("Simulated: it was committed and the answer was lost."));
        }
    }

    /// <summary>The connections of a dead process end with it.</summary>
    public ValueTask DisposeAsync() => inner is IAsyncDisposable connections ? connections.DisposeAsync() : ValueTask.CompletedTask;

    public Task LockFilesAsync(DbTransaction transaction, CancellationToken cancellationToken) =>
        inner.LockFilesAsync(transaction, cancellationToken);

    public Task LockSchemaAsync(DbTransaction transaction, CancellationToken cancellationToken) =>
        inner.LockSchemaAsync(transaction, cancellationToken);
}
