using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using RetoRewards.Observability;

namespace RetoRewards.Api.Operations;

/// <summary>Collects the service's meter and the runtime's, and writes them in the text format that Prometheus reads.</summary>
internal sealed class MetricsText : IDisposable
{
    /// <summary>Most series of one instrument; a measurement beyond it is dropped. The meters named here stay far below.</summary>
    public const int MaxSeries = 1_000;

    private static readonly string[] Meters = [Measures.MeterName, "System.Runtime"];

    private readonly MeterListener listener = new();
    private readonly SortedDictionary<string, MetricFamily> families = new(StringComparer.Ordinal);
    private readonly Lock collecting = new();

    public MetricsText()
    {
        listener.InstrumentPublished = Publish;
        listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        listener.Start();
    }

    /// <summary>Everything measured so far, observable instruments read now.</summary>
    public string Write()
    {
        StringBuilder text = new();
        lock (collecting)
        {
            foreach (MetricFamily family in families.Values)
            {
                family.ForgetGauges();
            }

            listener.RecordObservableInstruments();
            foreach (MetricFamily family in families.Values)
            {
                family.Write(text);
            }
        }

        return text.ToString();
    }

    public void Dispose() => listener.Dispose();

    private void Publish(Instrument instrument, MeterListener listening)
    {
        if (!Meters.Contains(instrument.Meter.Name, StringComparer.Ordinal))
        {
            return;
        }

        MetricFamily family = new(Name(instrument), instrument);
        lock (collecting)
        {
            if (families.TryAdd(family.Name, family))
            {
                listening.EnableMeasurementEvents(instrument, family);
            }
        }
    }

    /// <summary>The names that Prometheus takes: meter and instrument in lower case, everything else an underscore.</summary>
    private static string Name(Instrument instrument) => string.Create(
        CultureInfo.InvariantCulture, $"{instrument.Meter.Name}_{instrument.Name}").ToLowerInvariant().Replace('.', '_').Replace('-', '_');
}
