using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Observability;
using RetoRewards.Persistence;

namespace RetoRewards.Settlements;

/// <summary>Looks through the rows of the whole corridor from time to time, raises an alarm for what stands still, and clears what moves again.</summary>
internal sealed class WatchForAlarms(
    AlarmFinder finder,
    Alarms alarms,
    IDbContextFactory<RetoDbContext> contexts,
    WriteGate gate,
    IOptions<AlarmOptions> options,
    TimeProvider clock) : IStage
{
    private DateTimeOffset? lookedAt;

    public bool UsesNode => false;

    /// <returns>Always 0: alarms are no rows of the corridor, and nobody waits for them.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        // A clock that was set back must not silence the watch.
        if (lookedAt is { } at && now >= at && now - at < options.Value.Interval)
        {
            return 0;
        }

        IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> found = await finder.FindAsync(cancellationToken);
        if (await IsNewsAsync(found, cancellationToken))
        {
            await gate.WriteAsync(WritePriority.Stage, write => SaveAsync(write, found), cancellationToken);
        }

        lookedAt = now;
        return 0;
    }

    /// <summary>Whether anything is raised or must be; on a quiet day nothing is, and the gate is left alone.</summary>
    private async Task<bool> IsNewsAsync(
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> found, CancellationToken cancellationToken)
    {
        string[] names = [.. found.Keys];
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        return found.Values.Any(subjects => subjects.Count > 0)
            || await db.Set<AlarmRow>().AnyAsync(row => names.Contains(row.Name) && row.ClearedAt == null, cancellationToken);
    }

    private async Task SaveAsync(WriteTransaction write, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> found)
    {
        foreach ((string name, IReadOnlyDictionary<string, string> subjects) in found)
        {
            await alarms.SetAsync(write, name, subjects);
        }
    }
}
