using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using RetoRewards.Chain;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Observability;
using RetoRewards.Payouts;
using RetoRewards.Persistence;
using RetoRewards.Sales;
using RetoRewards.Settlements;

namespace RetoRewards.Api.Operations;

/// <summary>Something that is wrong now.</summary>
/// <param name="Alarm">Its stable name; the runbook has a section of that name.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Sentence">What is wrong.</param>
/// <param name="Advice">What to do first.</param>
/// <param name="RaisedAt">Since when; null when it was found just now.</param>
internal sealed record StatusAlarm(string Alarm, string Subject, string Sentence, string Advice, DateTimeOffset? RaisedAt);

/// <summary>How much waits at one place of the corridor.</summary>
/// <param name="Place">The place, such as <c>payout_batches</c>.</param>
/// <param name="State">The state of what waits.</param>
/// <param name="Count">How many.</param>
internal sealed record StatusCount(string Place, string State, long Count);

/// <summary>A node's endpoint, by its place in the configuration; its address may hold a key and is never shown.</summary>
internal sealed record StatusNode(string Name, string State, long? Head, string Detail);

/// <summary>The whole of what an operator asks first.</summary>
internal sealed record ServiceStatus(
    DateTimeOffset At,
    bool AllWell,
    IReadOnlyList<StatusAlarm> Alarms,
    IReadOnlyList<StatusCount> Waiting,
    IReadOnlyList<StatusNode> Nodes,
    long? FollowedHead,
    long? FinalBlock);

/// <summary>Reads the status from rows, and brings the gauges of the metrics up to what it read.</summary>
internal sealed class ReadServiceStatus(
    AlarmFinder finder, FailoverNode node, IDbContextFactory<RetoDbContext> contexts, IOptions<ChainOptions> chainOptions, TimeProvider clock)
{
    /// <summary>Most alarms that are shown.</summary>
    public const int MaxAlarms = 200;

    public async Task<ServiceStatus> ExecuteAsync(CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> found = await finder.FindAsync(cancellationToken);
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        AlarmRow[] raised = await db.Set<AlarmRow>().Where(row => row.ClearedAt == null)
            .OrderBy(row => row.RaisedAt).Take(MaxAlarms).ToArrayAsync(cancellationToken);
        StatusAlarm[] alarms = Merge(raised, found);
        StatusCount[] waiting = await WaitingAsync(db, cancellationToken);
        ChainRow? chain = await db.Set<ChainRow>()
            .SingleOrDefaultAsync(row => row.ChainId == chainOptions.Value.ChainId, cancellationToken);
        IReadOnlyList<EndpointHealth> health = node.Health;

        int halted = await db.Set<LaneRow>().CountAsync(row => row.HaltedBecause != null, cancellationToken);
        SetGauges(alarms, waiting, halted, health.Max(endpoint => endpoint.Head) - chain?.HeadNumber);
        return new ServiceStatus(
            clock.GetUtcNow(),
            alarms.Length == 0,
            alarms,
            waiting,
            [.. health.Select(endpoint => new StatusNode(endpoint.Name, endpoint.State.ToString(), endpoint.Head, endpoint.Detail))],
            chain?.HeadNumber,
            chain?.FinalNumber);
    }

    /// <summary>What is raised, and what the rows say just now: a service whose stages stand still raises nothing by itself.</summary>
    private static StatusAlarm[] Merge(AlarmRow[] raised, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> found)
    {
        Dictionary<(string, string), StatusAlarm> alarms = [];
        foreach (AlarmRow row in raised.Where(row => !found.TryGetValue(row.Name, out IReadOnlyDictionary<string, string>? now) || now.ContainsKey(row.Subject)))
        {
            alarms[(row.Name, row.Subject)] = new StatusAlarm(row.Name, row.Subject, row.Sentence, AlarmAdvice.Of(row.Name), row.RaisedAt);
        }

        foreach ((string name, IReadOnlyDictionary<string, string> subjects) in found)
        {
            foreach ((string subject, string sentence) in subjects)
            {
                alarms.TryAdd((name, subject), new StatusAlarm(name, subject, sentence, AlarmAdvice.Of(name), RaisedAt: null));
            }
        }

        return [.. alarms.Values.OrderBy(alarm => alarm.Alarm, StringComparer.Ordinal).ThenBy(alarm => alarm.Subject, StringComparer.Ordinal)];
    }

    private static async Task<StatusCount[]> WaitingAsync(RetoDbContext db, CancellationToken cancellationToken)
    {
        var events = await db.Set<SaleEventRow>()
            .Where(row => row.State == SaleEventState.Received || row.State == SaleEventState.Waiting)
            .GroupBy(row => row.State).Select(ofState => new { ofState.Key, Count = ofState.LongCount() }).ToArrayAsync(cancellationToken);
        var batches = await db.Set<PayoutBatchRow>()
            .Where(row => row.State != PayoutBatchState.Final && row.State != PayoutBatchState.Void)
            .GroupBy(row => row.State).Select(ofState => new { ofState.Key, Count = ofState.LongCount() }).ToArrayAsync(cancellationToken);
        var transactions = await db.Set<ChainTransactionRow>()
            .Where(row => row.State == ChainTransactionState.Signed || row.State == ChainTransactionState.Sent || row.State == ChainTransactionState.Mined)
            .GroupBy(row => row.State).Select(ofState => new { ofState.Key, Count = ofState.LongCount() }).ToArrayAsync(cancellationToken);
        return
        [
            .. events.Select(one => new StatusCount(Measures.EventsGauge, one.Key.ToString(), one.Count)),
            .. batches.Select(one => new StatusCount(Measures.BatchesGauge, one.Key.ToString(), one.Count)),
            .. transactions.Select(one => new StatusCount(Measures.TransactionsGauge, one.Key.ToString(), one.Count)),
        ];
    }

    private static void SetGauges(StatusAlarm[] alarms, StatusCount[] waiting, int halted, long? lag)
    {
        foreach (string place in new[] { Measures.EventsGauge, Measures.BatchesGauge, Measures.TransactionsGauge })
        {
            Measures.SetLevels(place, waiting.Where(count => count.Place == place)
                .Select(count => KeyValuePair.Create(count.State, count.Count)));
        }

        Measures.SetLevels(Measures.AlarmsGauge, alarms.CountBy(alarm => alarm.Alarm)
            .Select(one => KeyValuePair.Create(one.Key, (long)one.Value)));
        Measures.SetLevels(Measures.LanesHaltedGauge, [KeyValuePair.Create("", (long)halted)]);
        Measures.SetLevels(Measures.HeadLagGauge, [KeyValuePair.Create("", Math.Max(0, lag ?? 0))]);
    }
}
