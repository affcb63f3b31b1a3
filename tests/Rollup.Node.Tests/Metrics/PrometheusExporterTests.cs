using System.Diagnostics.Metrics;
using Rollup.Node.Metrics;

namespace Rollup.Node.Tests.Metrics;

/// <summary>The text format (version 0.0.4).</summary>
public sealed class PrometheusExporterTests
{
    [Fact]
    public void Counters_gauges_and_histograms_are_written_with_their_labels()
    {
        using PrometheusExporter exporter = new();
        using Meter meter = new("Rollup.ExporterTests");
        Counter<long> calls = meter.CreateCounter<long>("test.calls", description: "Calls\nanswered");
        calls.Add(2, new KeyValuePair<string, object?>("method", "a\"b"));
        calls.Add(3, new KeyValuePair<string, object?>("method", "a\"b"));
        meter.CreateObservableGauge("test.size", () => 7, "By");
        Histogram<double> duration = meter.CreateHistogram<double>("test.duration", "s");
        duration.Record(0.003);
        duration.Record(60);

        string text = exporter.Export();
        text.ShouldContain("# HELP test_calls_total Calls\\nanswered\n# TYPE test_calls_total counter\ntest_calls_total{method=\"a\\\"b\"} 5\n");
        text.ShouldContain("# TYPE test_size_bytes gauge\ntest_size_bytes 7\n");
        text.ShouldContain("# TYPE test_duration_seconds histogram\n");
        text.ShouldContain("test_duration_seconds_bucket{le=\"0.001\"} 0\ntest_duration_seconds_bucket{le=\"0.005\"} 1\n");
        text.ShouldContain("test_duration_seconds_bucket{le=\"+Inf\"} 2\ntest_duration_seconds_sum 60.003\ntest_duration_seconds_count 2\n");
    }

    [Fact]
    public void Other_meters_are_not_listened_to()
    {
        using PrometheusExporter exporter = new();
        using Meter meter = new("Elsewhere");
        meter.CreateCounter<long>("elsewhere.calls").Add(1);
        exporter.Export().ShouldNotContain("elsewhere");
    }

    [Fact]
    public void The_number_of_series_is_bounded()
    {
        using PrometheusExporter exporter = new();
        using Meter meter = new("Rollup.BoundTests");
        Counter<long> calls = meter.CreateCounter<long>("bound.calls");
        for (int i = 0; i < 5000; i++)
            calls.Add(1, new KeyValuePair<string, object?>("i", i));
        exporter.Export().Split('\n').Count(line => line.StartsWith("bound_calls_total{", StringComparison.Ordinal)).ShouldBe(1000);
    }
}
