namespace Rollup.Node.Metrics;

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
