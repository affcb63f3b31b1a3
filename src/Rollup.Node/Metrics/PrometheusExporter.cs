using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Rollup.Node.Metrics;

/// <summary>
/// Collects the instruments of the node, its runtime and its database driver, and writes them in Prometheus' text format (version 0.0.4).
/// </summary>
public sealed class PrometheusExporter : IDisposable
{
    /// <summary>The content type of the text format.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private static readonly string[] MeterPrefixes = ["Rollup.", "System.Runtime", "Npgsql", "Microsoft.AspNetCore.Server.Kestrel"];

    private readonly ConcurrentDictionary<Instrument, MetricFamily> _families = new();
    private readonly MeterListener _listener = new();

    /// <summary>Begins to listen; instruments created before count too.</summary>
    /// <param name="factory">Of the meters that belong to another factory nothing is said: they are another node's in the same process.</param>
    public PrometheusExporter(IMeterFactory? factory = null)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            bool isOurs = instrument.Meter.Scope is null || ReferenceEquals(instrument.Meter.Scope, factory);
            if (isOurs && MeterPrefixes.Any(prefix => instrument.Meter.Name.StartsWith(prefix, StringComparison.Ordinal)))
                listener.EnableMeasurementEvents(instrument, _families.GetOrAdd(instrument, static source => new MetricFamily(source)));
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((MetricFamily)family!).Measure(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => ((MetricFamily)family!).Measure(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((MetricFamily)family!).Measure(value, tags));
        _listener.Start();
    }

    /// <summary>All current values.</summary>
    public string Export()
    {
        _listener.RecordObservableInstruments();
        StringBuilder text = new();

        // Several meters may have an instrument of the same name; a family is written once.
        foreach (IGrouping<string, MetricFamily> group in _families.Values.GroupBy(family => family.Name).OrderBy(group => group.Key))
        {
            MetricFamily first = group.First();
            text.Append($"# HELP {first.Name} {first.Help.Replace("\\", "\\\\").Replace("\n", "\\n")}\n");
            text.Append($"# TYPE {first.Name} {(first.IsHistogram ? "histogram" : first.IsCounter ? "counter" : "gauge")}\n");
            foreach ((string labels, MetricSeries series) in group.SelectMany(family => family.Series).DistinctBy(series => series.Key))
                Append(text, first, labels, series);
        }

        return text.ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private static void Append(StringBuilder text, MetricFamily family, string labels, MetricSeries series)
    {
        (double value, long count, long[] buckets) = series.Read();
        string braced = labels.Length == 0 ? "" : $"{{{labels}}}";
        if (!family.IsHistogram)
        {
            text.Append($"{family.Name}{braced} {Format(value)}\n");
            return;
        }

        string before = labels.Length == 0 ? "" : labels + ",";
        for (int i = 0; i < buckets.Length; i++)
            text.Append($"{family.Name}_bucket{{{before}le=\"{Format(MetricFamily.Bounds[i])}\"}} {buckets[i]}\n");
        text.Append($"{family.Name}_bucket{{{before}le=\"+Inf\"}} {count}\n");
        text.Append($"{family.Name}_sum{braced} {Format(value)}\n");
        text.Append($"{family.Name}_count{braced} {count}\n");
    }

    private static string Format(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
