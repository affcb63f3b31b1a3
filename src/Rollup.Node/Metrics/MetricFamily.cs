using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Rollup.Node.Metrics;

/// <summary>One instrument as Prometheus names it, with its series by labels.</summary>
internal sealed class MetricFamily
{
    /// <summary>The ends of a histogram's buckets in seconds, from a tenth of a millisecond to half a minute.</summary>
    public static readonly double[] Bounds = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30];

    private const int MaxSeries = 1000; // Labels come from bounded sets; this only guards against a mistake.

    private readonly ConcurrentDictionary<string, MetricSeries> _series = new();

    /// <summary>The family of <paramref name="instrument"/>.</summary>
    public MetricFamily(Instrument instrument)
    {
        Type type = instrument.GetType().GetGenericTypeDefinition();
        IsHistogram = type == typeof(Histogram<>);
        IsCounter = type == typeof(Counter<>) || type == typeof(ObservableCounter<>);
        IsObserved = instrument.IsObservable;
        string unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        string name = string.Concat(instrument.Name.Select(character => char.IsAsciiLetterOrDigit(character) ? character : '_'));
        Name = (name.EndsWith(unit, StringComparison.Ordinal) ? name : name + unit) + (IsCounter ? "_total" : "");
        Help = instrument.Description ?? "";
    }

    /// <summary>The name: letters, digits and underscores, with the unit, and _total for a counter.</summary>
    public string Name { get; }

    /// <summary>What is measured.</summary>
    public string Help { get; }

    /// <summary>Whether measurements are counted by size.</summary>
    public bool IsHistogram { get; }

    /// <summary>Whether the value only grows.</summary>
    public bool IsCounter { get; }

    /// <summary>Whether measurements are current values instead of changes.</summary>
    public bool IsObserved { get; }

    /// <summary>The series, by the text of their labels.</summary>
    public IEnumerable<KeyValuePair<string, MetricSeries>> Series => _series.OrderBy(series => series.Key);

    /// <summary>Takes in a measurement.</summary>
    public void Measure(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string labels = Labels(tags);
        if (!_series.TryGetValue(labels, out MetricSeries? series))
        {
            if (_series.Count >= MaxSeries)
                return;
            series = _series.GetOrAdd(labels, static (_, buckets) => new MetricSeries(buckets), IsHistogram ? Bounds.Length : 0);
        }

        if (IsHistogram)
            series.Record(value, Bounds);
        else if (IsObserved)
            series.Set(value);
        else
            series.Add(value);
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
            return "";
        List<string> labels = [];
        foreach ((string name, object? value) in tags)
        {
            string text = (value?.ToString() ?? "").Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");
            labels.Add($"{name.Replace('.', '_')}=\"{text}\"");
        }

        return string.Join(',', labels);
    }
}

/// <summary>The values of one instrument with one set of labels.</summary>
internal sealed class MetricSeries(int bucketCount)
{
    private readonly Lock _lock = new();
    private readonly long[] _buckets = new long[bucketCount];
    private double _value;
    private long _count;

    /// <summary>Adds to a counter.</summary>
    public void Add(double value)
    {
        lock (_lock)
            _value += value;
    }

    /// <summary>Sets what an observed instrument says now.</summary>
    public void Set(double value)
    {
        lock (_lock)
            _value = value;
    }

    /// <summary>Adds a measurement to a histogram whose buckets end at <paramref name="bounds"/>.</summary>
    public void Record(double value, ReadOnlySpan<double> bounds)
    {
        lock (_lock)
        {
            _value += value;
            _count++;
            for (int i = 0; i < bounds.Length; i++)
            {
                if (value <= bounds[i])
                    _buckets[i]++;
            }
        }
    }

    /// <summary>The value or sum, and of a histogram the number of measurements, in all and up to each bucket's end.</summary>
    public (double Value, long Count, long[] Buckets) Read()
    {
        lock (_lock)
            return (_value, _count, [.. _buckets]);
    }
}
