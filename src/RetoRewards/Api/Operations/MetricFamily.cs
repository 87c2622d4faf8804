using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace RetoRewards.Api.Operations;

/// <summary>One instrument and its series, one for each set of labels that was measured.</summary>
internal sealed class MetricFamily
{
    /// <summary>Seconds: the upper bounds of every histogram's buckets.</summary>
    private static readonly double[] Bounds = [0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60];

    private readonly SortedDictionary<string, Series> series = new(StringComparer.Ordinal);
    private readonly Lock recording = new();
    private readonly string help;
    private readonly string kind;
    private readonly bool isObservable;

    public MetricFamily(string name, Instrument instrument)
    {
        Name = name;
        help = instrument.Description ?? "";
        isObservable = instrument.IsObservable;
        Type definition = instrument.GetType().GetGenericTypeDefinition();
        kind = definition == typeof(Counter<>) || definition == typeof(ObservableCounter<>) ? "counter"
            : definition == typeof(Histogram<>) ? "histogram"
            : "gauge";
    }

    public string Name { get; }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string labels = Labels(tags);
        lock (recording)
        {
            if (!series.TryGetValue(labels, out Series? one))
            {
                if (series.Count >= MetricsText.MaxSeries)
                {
                    return;
                }

                one = new Series(kind == "histogram" ? new long[Bounds.Length + 1] : []);
                series.Add(labels, one);
            }

            // An observable instrument tells what is; a counter tells what was added.
            one.Sum = isObservable ? value : one.Sum + value;
            one.Count++;
            if (one.Buckets.Length > 0)
            {
                int bucket = Array.FindIndex(Bounds, bound => value <= bound);
                one.Buckets[bucket < 0 ? Bounds.Length : bucket]++;
            }
        }
    }

    /// <summary>What an observable instrument no longer names is gone.</summary>
    public void ForgetGauges()
    {
        if (isObservable)
        {
            lock (recording)
            {
                series.Clear();
            }
        }
    }

    public void Write(StringBuilder text)
    {
        lock (recording)
        {
            text.Append("# HELP ").Append(Name).Append(' ').Append(Escape(help)).Append('\n')
                .Append("# TYPE ").Append(Name).Append(' ').Append(kind).Append('\n');
            foreach ((string labels, Series one) in series)
            {
                if (kind == "histogram")
                {
                    WriteHistogram(text, labels, one);
                }
                else
                {
                    Line(text, Name, labels, one.Sum);
                }
            }
        }
    }

    private void WriteHistogram(StringBuilder text, string labels, Series one)
    {
        long below = 0;
        string separator = labels.Length == 0 ? "" : ",";
        for (int index = 0; index <= Bounds.Length; index++)
        {
            below += one.Buckets[index];
            string bound = index < Bounds.Length ? Bounds[index].ToString(CultureInfo.InvariantCulture) : "+Inf";
            Line(text, Name + "_bucket", $"{labels}{separator}le=\"{bound}\"", below);
        }

        Line(text, Name + "_sum", labels, one.Sum);
        Line(text, Name + "_count", labels, one.Count);
    }

    private static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0)
        {
            return "";
        }

        StringBuilder labels = new();
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            labels.Append(labels.Length == 0 ? "" : ",")
                .Append(tag.Key.Replace('.', '_')).Append("=\"").Append(Escape(tag.Value?.ToString() ?? "")).Append('"');
        }

        return labels.ToString();
    }

    private static string Escape(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);

    private sealed class Series(long[] buckets)
    {
        public long[] Buckets { get; } = buckets;

        public double Sum { get; set; }

        public long Count { get; set; }
    }
}
