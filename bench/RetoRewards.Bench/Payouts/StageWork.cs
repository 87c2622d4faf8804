using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using RetoRewards.Observability;

namespace RetoRewards.Bench.Payouts;

/// <summary>Sums what the service's own meter says: time in each stage, in calls to the node, and waiting for the gate.</summary>
internal sealed class StageWork : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<string, double> seconds = new(StringComparer.Ordinal);

    public StageWork()
    {
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name == Measures.MeterName && instrument is Histogram<double>)
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>(Add);
        listener.Start();
    }

    public IEnumerable<KeyValuePair<string, double>> Seconds => seconds.OrderByDescending(one => one.Value);

    public void Dispose() => listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        string kind = instrument.Name switch
        {
            "stage_duration_seconds" => "stage",
            "node_call_duration_seconds" => "node",
            _ => "wait",
        };
        seconds.AddOrUpdate($"{kind} {tags[0].Value}", value, (_, sum) => sum + value);
    }
}
