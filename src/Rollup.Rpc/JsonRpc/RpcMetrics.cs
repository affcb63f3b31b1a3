using System.Diagnostics.Metrics;

namespace Rollup.Rpc.JsonRpc;

/// <summary>What the server counts, on the meter <see cref="MeterName"/>.</summary>
public sealed class RpcMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Rollup.Rpc";

    private readonly Counter<long> _calls;
    private readonly Counter<long> _refusedRequests;
    private readonly Histogram<double> _requestDuration;
    private readonly UpDownCounter<long> _connections;
    private readonly Counter<long> _skipped;

    /// <summary>Creates the instruments on a meter of <paramref name="factory"/>.</summary>
    public RpcMetrics(IMeterFactory factory)
    {
        Meter meter = factory.Create(MeterName);
        _calls = meter.CreateCounter<long>("rollup.rpc.calls", description: "Calls answered, by method and error code (0 for a result)");
        _refusedRequests = meter.CreateCounter<long>("rollup.rpc.refused", description: "Requests refused because of a limit");
        _requestDuration = meter.CreateHistogram<double>("rollup.rpc.request.duration", "s", "Time from a request's last byte to its response's first");
        _connections = meter.CreateUpDownCounter<long>("rollup.rpc.connections", description: "Open WebSocket connections");
        _skipped = meter.CreateCounter<long>("rollup.rpc.pending.skipped", description: "Pending transactions that came faster than subscribers could be told");
    }

    /// <summary>Counts connections that open (1) or close (−1).</summary>
    public void CountConnection(int change) => _connections.Add(change);

    /// <summary>Counts pending transactions that subscribers were not told of.</summary>
    public void CountSkipped(int transactions) => _skipped.Add(transactions);

    /// <summary>Counts <paramref name="count"/> calls of one method with the same outcome.</summary>
    public void CountCalls(string method, int errorCode, int count = 1) =>
        _calls.Add(count, new KeyValuePair<string, object?>("method", method), new KeyValuePair<string, object?>("code", errorCode));

    /// <summary>Counts a request that was refused as a whole.</summary>
    public void CountRefused(string reason) => _refusedRequests.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>Records how long a request took.</summary>
    public void RecordRequest(TimeSpan duration) => _requestDuration.Record(duration.TotalSeconds);
}
