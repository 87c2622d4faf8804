using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;

namespace RetoRewards.Sales;

/// <summary>Keeps the record of refused calls bounded: what was last refused long ago goes, and the oldest of a channel that has too many.</summary>
internal sealed class ForgetRefusedCalls(WriteGate gate, TimeProvider clock) : IStage
{
    /// <summary>How long a refused call stays after it was last refused.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    /// <summary>Most refused calls of one channel that stay.</summary>
    public const int MaxOfChannel = 10_000;

    /// <summary>Most rows forgotten in one run.</summary>
    public const int MaxRowsPerRun = 500;

    /// <summary>How often the stage looks; in between it does nothing.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    private DateTimeOffset nextRun = DateTimeOffset.MinValue;

    public bool UsesNode => false;

    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (now < nextRun)
        {
            return 0;
        }

        int forgotten = await gate.WriteAsync(WritePriority.Stage, write => ForgetAsync(write, now - Lifetime, MaxOfChannel), cancellationToken);
        nextRun = forgotten < MaxRowsPerRun ? now + Every : now;
        return forgotten;
    }

    /// <summary>Forgets a bounded number of rows.</summary>
    /// <returns>How many.</returns>
    internal static async Task<int> ForgetAsync(WriteTransaction write, DateTimeOffset oldest, int mostOfChannel)
    {
        IQueryable<RefusedCallRow> rows = write.Db.Set<RefusedCallRow>();
        List<RefusedCallRow> old = await rows.Where(row => row.LastAt < oldest)
            .OrderBy(row => row.LastAt).Take(MaxRowsPerRun).ToListAsync(write.CancellationToken);
        var crowded = await rows.GroupBy(row => row.ChannelId)
            .Select(group => new { Channel = group.Key, Count = group.Count() })
            .Where(group => group.Count > mostOfChannel)
            .ToListAsync(write.CancellationToken);
        foreach (var channel in crowded)
        {
            ChannelId id = channel.Channel;
            int most = Math.Min(MaxRowsPerRun - old.Count, channel.Count - mostOfChannel);
            old.AddRange((await rows.Where(row => row.ChannelId == id).OrderBy(row => row.RefusedCallId)
                .Take(Math.Max(0, most)).ToListAsync(write.CancellationToken)).Where(row => !old.Exists(one => one.RefusedCallId == row.RefusedCallId)));
        }

        write.Delete(old);
        return old.Count;
    }
}
