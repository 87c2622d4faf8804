using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Observability;
using RetoRewards.Persistence;

namespace RetoRewards.Stages;

/// <summary>Counts each stage's failures in a row and raises an alarm when they are many; its next success clears it.</summary>
internal sealed class StageFailures(
    WriteGate gate, Alarms alarms, IDbContextFactory<RetoDbContext> contexts, IOptions<AlarmOptions> options)
{
    private readonly ConcurrentDictionary<string, int> inARow = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> raised = new(StringComparer.Ordinal);

    /// <summary>Counts a failure. Whatever this throws is a fault of the database on top of the stage's own.</summary>
    public async Task FailedAsync(string stage, Exception exception, CancellationToken cancellationToken)
    {
        int failures = inARow.AddOrUpdate(stage, 1, (_, before) => before + 1);
        if (failures < options.Value.FailuresInARow || raised.GetValueOrDefault(stage))
        {
            return;
        }

        // The exception's own words may quote what it met, so the alarm names its kind and the log has the rest.
        await gate.WriteAsync(
            WritePriority.Stage,
            write => alarms.RaiseAsync(
                write,
                AlarmNames.StageFailing,
                Subject(stage),
                $"{stage} has failed {failures} times in a row, the last time with {exception.GetType().Name}."),
            cancellationToken);
        raised[stage] = true;
    }

    /// <summary>Ends the row of failures, and the alarm if there is one; an earlier process may have raised it.</summary>
    public async Task SucceededAsync(string stage, CancellationToken cancellationToken)
    {
        inARow[stage] = 0;
        if (!raised.TryGetValue(stage, out bool isRaised))
        {
            string subject = Subject(stage);
            await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
            isRaised = await db.Set<AlarmRow>().AnyAsync(
                row => row.Name == AlarmNames.StageFailing && row.Subject == subject && row.ClearedAt == null, cancellationToken);
        }

        if (isRaised)
        {
            await gate.WriteAsync(
                WritePriority.Stage, write => alarms.ClearAsync(write, AlarmNames.StageFailing, Subject(stage)), cancellationToken);
        }

        raised[stage] = false;
    }

    private static string Subject(string stage) => $"stage:{stage}";
}
