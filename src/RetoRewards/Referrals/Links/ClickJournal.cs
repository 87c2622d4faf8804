using System.Net;
using System.Threading.Channels;
using RetoRewards.Domain.Referrals;
using RetoRewards.Observability;
using RetoRewards.Persistence;
using RetoRewards.Referrals.Places;

namespace RetoRewards.Referrals.Links;

/// <summary>A click as the answer to it left it, not written yet.</summary>
internal readonly record struct PendingClick(
    ClickId Id, LinkTarget Target, GeotagReading? Tag, string Medium, DeviceClass Device, IPAddress Address, string UserAgent);

/// <summary>Clicks behind the answer: they wait here in memory and are written in groups.</summary>
/// <remarks>A crash may lose what waits, at most <see cref="Gather"/> and one commit: the signed click id attributes the sale even then.
/// When more than <see cref="MaxPending"/> wait, further ones are counted and dropped, never the visitor.</remarks>
internal sealed class ClickJournal(WriteGate gate, AddressPlaces places, VisitorHasher visitors)
{
    /// <summary>Most clicks that wait.</summary>
    public const int MaxPending = 65_536;

    /// <summary>Most clicks of one commit.</summary>
    public const int MaxGroup = 4_096;

    /// <summary>How long clicks are gathered before they are written.</summary>
    public static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(50);

    private readonly Channel<PendingClick> pending = Channel.CreateBounded<PendingClick>(
        new BoundedChannelOptions(MaxPending) { FullMode = BoundedChannelFullMode.Wait, SingleReader = false });

    /// <summary>Takes a click; never waits.</summary>
    /// <returns>False when too many wait and it was dropped.</returns>
    public bool TryAdd(in PendingClick click) => pending.Writer.TryWrite(click);

    /// <summary>Waits until there is a click.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => pending.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>Writes one group of what waits.</summary>
    /// <returns>How many clicks were written.</returns>
    public async Task<int> FlushAsync(CancellationToken cancellationToken)
    {
        List<ClickRow> rows = [];
        while (rows.Count < MaxGroup && pending.Reader.TryRead(out PendingClick click))
        {
            rows.Add(Row(click));
        }

        if (rows.Count > 0)
        {
            await gate.WriteAsync(
                WritePriority.Intake,
                write =>
                {
                    write.Insert(rows);
                    return Task.CompletedTask;
                },
                cancellationToken);
        }

        return rows.Count;
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
            VisitorHash = visitors.Hash(at, click.Address, click.UserAgent),
            Visitor = click.Id.Visitor,
            IssuedCell = (click.Tag as GeotagReading.Genuine)?.Tag.Cell.Value,
            TagRefusal = click.Tag?.Refusal,
            Country = place.Country,
            City = place.City,
            Cell = place.Cell?.Value,
        };
    }
}

/// <summary>Writes clicks while the service runs, and what is left when it stops.</summary>
internal sealed class WriteClicks(ClickJournal journal, TimeProvider clock, ILogger<WriteClicks> logger) : BackgroundService
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await journal.WaitAsync(stoppingToken))
            {
                await Task.Delay(ClickJournal.Gather, clock, stoppingToken);
                await FlushAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: what waits is written below, with the host's own time to stop as its bound.
            await FlushAsync(CancellationToken.None);
        }
    }

    // Clicks may be lost, the writer may not: a database that fails costs one group, and the next is tried after a rest.
    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await journal.FlushAsync(cancellationToken) == ClickJournal.MaxGroup)
            {
            }
        }
        catch (Exception exception) when (exception is DatabaseFaultException or DatabaseConflictException)
        {
            logger.LogWarning(exception, "A group of clicks could not be written and is lost");
            Measures.Click("lost");
            await Task.Delay(Rest, clock, cancellationToken);
        }
    }
}
