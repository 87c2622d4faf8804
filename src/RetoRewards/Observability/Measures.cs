using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics.Metrics;

namespace RetoRewards.Observability;

/// <summary>The service's one meter. Rooms call these methods at the moment something happened; <c>docs/metrics.md</c> lists the series.</summary>
/// <remarks>
/// Every label comes from a bounded set: names of stages, states and outcomes of this code, never an id, an address, a customer or
/// anything that a caller may choose. What has grown beyond the bound is counted under <see cref="Other"/>.
/// </remarks>
internal static class Measures
{
    /// <summary>The name that listeners ask for.</summary>
    public const string MeterName = "RetoRewards";

    /// <summary>The label of whatever the bounds leave out.</summary>
    public const string Other = "other";

    /// <summary>Most different values of one label.</summary>
    public const int MaxLabels = 100;

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> IntakeEvents =
        Meter.CreateCounter<long>("intake_events_total", description: "Events told by channels, by what became of them at the door.");

    private static readonly Counter<long> Decisions =
        Meter.CreateCounter<long>("decisions_total", description: "Events decided, by outcome.");

    private static readonly Histogram<double> StageSeconds =
        Meter.CreateHistogram<double>("stage_duration_seconds", "s", "Time of one run of a stage that found work.");

    private static readonly Counter<long> StageRows =
        Meter.CreateCounter<long>("stage_rows_total", description: "Rows that a stage took.");

    private static readonly Counter<long> StageFailures =
        Meter.CreateCounter<long>("stage_failures_total", description: "Runs of a stage that failed and will be tried again.");

    private static readonly Counter<long> FeesHeld =
        Meter.CreateCounter<long>("fees_held_total", description: "Times that signing waited because fees were above the cap.");

    private static readonly Histogram<double> NodeCalls =
        Meter.CreateHistogram<double>("node_call_duration_seconds", "s", "Calls to a node, by method and outcome.");

    private static readonly Histogram<double> GateWait =
        Meter.CreateHistogram<double>("write_gate_wait_seconds", "s", "Time that work waited for the write gate.");

    private static readonly Counter<long> Clicks =
        Meter.CreateCounter<long>("clicks_total", description: "Clicks on referral links, by outcome.");

    private static readonly Histogram<double> ClickWait =
        Meter.CreateHistogram<double>("click_write_delay_seconds", "s", "Age of the oldest click of a group when its commit was made.");

    private static readonly Counter<long> ClicksLate =
        Meter.CreateCounter<long>("clicks_late_total", description: "Clicks that waited longer than 200 ms for their commit.");

    private static readonly Counter<long> WebhookRefusals =
        Meter.CreateCounter<long>("webhook_refusals_total", description: "Webhook calls refused, by code.");

    private static readonly Counter<long> AlarmsRaised =
        Meter.CreateCounter<long>("alarms_raised_total", description: "Alarms raised, by name.");

    private static readonly ConcurrentDictionary<(string Gauge, string Label), long> Levels = new();

    private static readonly ConcurrentDictionary<string, ConcurrentDictionary<string, bool>> Labels = new(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Gauges = FrozenSet.Create(
        StringComparer.Ordinal, BatchesGauge, EventsGauge, LanesHaltedGauge, HeadLagGauge, AlarmsGauge, TransactionsGauge);

    /// <summary>Payout batches that are not settled, by state.</summary>
    public const string BatchesGauge = "payout_batches";

    /// <summary>Events that are not decided, by state.</summary>
    public const string EventsGauge = "sale_events_waiting";

    /// <summary>Lanes on which nothing is signed.</summary>
    public const string LanesHaltedGauge = "lanes_halted";

    /// <summary>Blocks between the node's head and the last one that was followed.</summary>
    public const string HeadLagGauge = "head_lag_blocks";

    /// <summary>Alarms that are raised now, by name.</summary>
    public const string AlarmsGauge = "alarms";

    /// <summary>Transactions of the lanes that are on their way, by state.</summary>
    public const string TransactionsGauge = "transactions_in_flight";

    static Measures()
    {
        Meter.CreateObservableGauge(BatchesGauge, () => Read(BatchesGauge, "state"), description: "Payout batches that are not settled, by state.");
        Meter.CreateObservableGauge(EventsGauge, () => Read(EventsGauge, "state"), description: "Events that are not decided, by state.");
        Meter.CreateObservableGauge(LanesHaltedGauge, () => Read(LanesHaltedGauge, null), description: "Lanes on which nothing is signed.");
        Meter.CreateObservableGauge(HeadLagGauge, () => Read(HeadLagGauge, null), description: "Blocks between the node's head and the last one that was followed.");
        Meter.CreateObservableGauge(AlarmsGauge, () => Read(AlarmsGauge, "alarm"), description: "Alarms that are raised now, by name.");
        Meter.CreateObservableGauge(TransactionsGauge, () => Read(TransactionsGauge, "state"), description: "Transactions on their way, by state.");
    }

    /// <summary>An event came in. The outcome is what the channel was told: <c>recorded</c>, <c>repeated</c>, or the code of the refusal.</summary>
    public static void IntakeEvent(string outcome, long count = 1) => IntakeEvents.Add(count, Label("outcome", outcome));

    /// <summary>An event was decided with this outcome's stable code.</summary>
    public static void Decision(string outcome, long count = 1) => Decisions.Add(count, Label("outcome", outcome));

    /// <summary>A stage ran and found so many rows; a run without work is not counted.</summary>
    public static void StageRan(string stage, TimeSpan took, long rows)
    {
        if (rows > 0)
        {
            StageSeconds.Record(took.TotalSeconds, Label("stage", stage));
            StageRows.Add(rows, Label("stage", stage));
        }
    }

    /// <summary>A stage failed and will be tried again.</summary>
    public static void StageFailed(string stage) => StageFailures.Add(1, Label("stage", stage));

    /// <summary>Signing waits because the fees of the moment are above the cap.</summary>
    public static void FeeHeld() => FeesHeld.Add(1);

    /// <summary>A call to a node ended: <c>ok</c>, <c>refused</c>, or the kind of fault.</summary>
    public static void NodeCall(string method, string outcome, TimeSpan took) =>
        NodeCalls.Record(took.TotalSeconds, Label("method", method), Label("outcome", outcome));

    /// <summary>Work had waited so long when the gate took it; the priority is that of the gate.</summary>
    public static void GateWaited(string priority, TimeSpan waited) => GateWait.Record(waited.TotalSeconds, Label("priority", priority));

    /// <summary>A link was followed: <c>recorded</c>, <c>dropped</c>, <c>unknown_code</c> and the like.</summary>
    public static void Click(string outcome, long count = 1) => Clicks.Add(count, Label("outcome", outcome));

    /// <summary>A group of clicks is stored: how old its oldest was, and how many waited for longer than they should.</summary>
    public static void ClicksWritten(TimeSpan oldest, int late)
    {
        ClickWait.Record(oldest.TotalSeconds);
        if (late > 0)
        {
            ClicksLate.Add(late);
        }
    }

    /// <summary>A webhook call was refused with this stable code.</summary>
    public static void WebhookRefused(string code) => WebhookRefusals.Add(1, Label("code", code));

    /// <summary>An alarm was raised that was not raised before.</summary>
    public static void AlarmRaised(string alarm) => AlarmsRaised.Add(1, Label("alarm", alarm));

    /// <summary>Sets every series of one gauge anew, as it was just counted; labels that are not given fall to 0.</summary>
    /// <exception cref="ArgumentException">There is no such gauge.</exception>
    public static void SetLevels(string gauge, IEnumerable<KeyValuePair<string, long>> levels)
    {
        if (!Gauges.Contains(gauge))
        {
            throw new ArgumentException($"There is no gauge {gauge}.", nameof(gauge));
        }

        Dictionary<string, long> now = levels.ToDictionary(level => Bounded(gauge, level.Key), level => level.Value, StringComparer.Ordinal);
        foreach ((string Gauge, string Label) known in Levels.Keys.Where(key => key.Gauge == gauge))
        {
            now.TryAdd(known.Label, 0);
        }

        foreach ((string label, long level) in now)
        {
            Levels[(gauge, label)] = level;
        }
    }

    private static Measurement<long>[] Read(string gauge, string? label) =>
    [
        .. Levels.Where(level => level.Key.Gauge == gauge).Select(level => label is null
            ? new Measurement<long>(level.Value)
            : new Measurement<long>(level.Value, KeyValuePair.Create<string, object?>(label, level.Key.Label))),
    ];

    private static KeyValuePair<string, object?> Label(string name, string value) => KeyValuePair.Create<string, object?>(name, Bounded(name, value));

    /// <summary>The value, or <see cref="Other"/> once a label has had as many values as it may.</summary>
    private static string Bounded(string label, string value)
    {
        ConcurrentDictionary<string, bool> seen = Labels.GetOrAdd(label, static _ => new(StringComparer.Ordinal));
        return seen.ContainsKey(value) || (seen.Count < MaxLabels && seen.TryAdd(value, true)) ? value : Other;
    }
}
