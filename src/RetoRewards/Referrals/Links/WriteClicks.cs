using System.Globalization;
using RetoRewards.Observability;
using RetoRewards.Persistence;

namespace RetoRewards.Referrals.Links;

/// <summary>Writes clicks while the service runs, and what is left when it stops.</summary>
internal sealed class WriteClicks(ClickJournal journal, WriteGate gate, Alarms alarms, TimeProvider clock, ILogger<WriteClicks> logger) : BackgroundService
{
    private const string Subject = "service";

    /// <summary>How often what is left is tried again when the service stops.</summary>
    private const int TriesAtStop = 3;

    /// <summary>How long after the last loss the alarm is over.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromHours(1);

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private long told;
    private DateTimeOffset? toldAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await journal.WaitAsync(stoppingToken))
            {
                await Task.Delay(ClickJournal.Gather, clock, stoppingToken);
                if (!await TryRunOnceAsync(stoppingToken))
                {
                    await Task.Delay(Rest, clock, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: what waits is written, with the host's own time to stop as its bound.
            for (int tries = 0; tries < TriesAtStop && !await TryRunOnceAsync(CancellationToken.None); tries++)
            {
            }
        }
    }

    /// <summary>Writes all that waits, and says when clicks were lost.</summary>
    /// <returns>False when the database could not take it now; it is kept.</returns>
    internal async Task<bool> TryRunOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await journal.FlushAsync(cancellationToken) >= ClickJournal.MaxGroup)
            {
            }

            await TellAsync(cancellationToken);
            return true;
        }
        catch (DatabaseFaultException fault)
        {
            logger.LogWarning(fault, "Clicks could not be written and wait");
            return false;
        }
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        long lost = journal.Lost;
        DateTimeOffset now = clock.GetUtcNow();
        if (lost > told)
        {
            string sentence = string.Create(
                CultureInfo.InvariantCulture,
                $"{lost} clicks were not recorded since the service started; sales by them are credited all the same.");
            await gate.WriteAsync(
                WritePriority.Stage, write => alarms.RaiseAsync(write, AlarmNames.ClicksLost, Subject, sentence), cancellationToken);
            told = lost;
            toldAt = now;
        }
        else if (toldAt is { } then && now - then > Quiet)
        {
            await gate.WriteAsync(WritePriority.Stage, write => alarms.ClearAsync(write, AlarmNames.ClicksLost, Subject), cancellationToken);
            toldAt = null;
        }
    }
}
