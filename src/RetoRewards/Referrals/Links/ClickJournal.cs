using System.Net;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Referrals;
using RetoRewards.Observability;
using RetoRewards.Persistence;
using RetoRewards.Referrals.Places;

namespace RetoRewards.Referrals.Links;

/// <summary>A click as the answer to it left it, not written yet.</summary>
internal readonly record struct PendingClick(
    ClickId Id, LinkTarget Target, GeotagReading? Tag, string Medium, DeviceClass Device, IPAddress Address, string UserAgent);

/// <summary>Clicks behind the answer: they wait here in memory and are written in groups.</summary>
/// <remarks>A crash may lose what waits, at most <see cref="Gather"/> and one commit: the signed click id attributes the sale even then. A
/// group that the database did not take stays first and is tried again. When more than <see cref="MaxPending"/> wait, further ones are
/// counted and dropped, never the visitor.</remarks>
internal sealed class ClickJournal(WriteGate gate, AddressPlaces places, VisitorHasher visitors, TimeProvider clock, int room = ClickJournal.MaxPending) : IDisposable
{
    /// <summary>Most clicks that wait.</summary>
    public const int MaxPending = 65_536;

    /// <summary>Most clicks of one commit.</summary>
    public const int MaxGroup = 4_096;

    /// <summary>How long clicks are gathered before they are written.</summary>
    public static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest that a click may wait for its commit; every one that waits longer is counted as late.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromMilliseconds(200);

    private readonly Channel<PendingClick> pending = Channel.CreateBounded<PendingClick>(
        new BoundedChannelOptions(room) { FullMode = BoundedChannelFullMode.Wait, SingleReader = false });

    private readonly SemaphoreSlim writer = new(1, 1);
    private List<ClickRow> group = [];
    private long lost;

    /// <summary>How many clicks were lost since the start, for want of room or because the database refuses them.</summary>
    public long Lost => Interlocked.Read(ref lost);

    /// <summary>Takes a click; never waits.</summary>
    /// <returns>False when too many wait and it was dropped.</returns>
    public bool TryAdd(in PendingClick click)
    {
        bool taken = pending.Writer.TryWrite(click);
        if (!taken)
        {
            Lose(1);
        }

        return taken;
    }

    /// <summary>Waits until there is a click.</summary>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken) =>
        group.Count > 0 || await pending.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>Writes one group of what waits.</summary>
    /// <returns>How many clicks were written.</returns>
    /// <exception cref="DatabaseFaultException">The database could not take them now: they stay the first to be written.</exception>
    public async Task<int> FlushAsync(CancellationToken cancellationToken)
    {
        await writer.WaitAsync(cancellationToken);
        try
        {
            while (group.Count < MaxGroup && pending.Reader.TryRead(out PendingClick click))
            {
                group.Add(Row(click));
            }

            if (group.Count == 0)
            {
                return 0;
            }

            int written = await WriteAsync(group, cancellationToken);
            DateTimeOffset now = clock.GetUtcNow();
            Measures.ClicksWritten(now - group[0].At, group.Count(row => now - row.At > Bound));
            group = [];
            return written;
        }
        finally
        {
            writer.Release();
        }
    }

    public void Dispose() => writer.Dispose();

    private async Task<int> WriteAsync(List<ClickRow> rows, CancellationToken cancellationToken)
    {
        try
        {
            await InsertAsync(rows, cancellationToken);
            return rows.Count;
        }
        catch (DatabaseConflictException)
        {
            return await WriteOneByOneAsync(rows, cancellationToken);
        }
    }

    // A commit whose answer was lost may have been made, and a click that the database refuses is not to cost the others of its group.
    private async Task<int> WriteOneByOneAsync(List<ClickRow> rows, CancellationToken cancellationToken)
    {
        Guid[] ids = [.. rows.Select(row => row.ClickId)];
        HashSet<Guid> stored = await gate.WriteAsync(
            WritePriority.Intake,
            async write => (await write.Db.Set<ClickRow>().Where(row => ids.Contains(row.ClickId)).Select(row => row.ClickId)
                .ToArrayAsync(write.CancellationToken)).ToHashSet(),
            cancellationToken);
        int written = stored.Count;
        foreach (ClickRow row in rows.Where(row => stored.Add(row.ClickId)))
        {
            try
            {
                await InsertAsync([row], cancellationToken);
                written++;
            }
            catch (DatabaseConflictException)
            {
                Lose(1);
            }
        }

        return written;
    }

    private Task InsertAsync(List<ClickRow> rows, CancellationToken cancellationToken) => gate.WriteAsync(
        WritePriority.Intake,
        write =>
        {
            write.Insert(rows);
            return Task.CompletedTask;
        },
        cancellationToken);

    private void Lose(int count)
    {
        Interlocked.Add(ref lost, count);
        Measures.Click("lost", count);
    }

    private ClickRow Row(in PendingClick click)
    {
        PlaceOfAddress place = places.Find(click.Address);
        DateTimeOffset at = click.Id.At;
        return new ClickRow
        {
            ClickId = click.Id.Id,
            At = at,
            Code = click.Target.Code,
            CampaignId = click.Target.CampaignId,
            Medium = click.Medium,
            Device = click.Device,
            ByBot = click.Id.ByBot,
            VisitorHash = visitors.Hash(at, VisitorAddress.Network(click.Address), click.UserAgent),
            Visitor = click.Id.Visitor,
            IssuedCell = (click.Tag as GeotagReading.Genuine)?.Tag.Cell.Value,
            TagRefusal = click.Tag?.Refusal,
            Country = place.Country,
            City = place.City,
            Cell = place.Cell?.Value,
        };
    }
}
