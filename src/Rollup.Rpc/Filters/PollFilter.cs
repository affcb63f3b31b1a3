using System.Text.Json;
using Rollup.Rpc.Receipts;

namespace Rollup.Rpc.Filters;

/// <summary>A filter: what has come since it was last asked. Safe for any number of threads.</summary>
/// <param name="store">Its store, whose limits it is under.</param>
/// <param name="logs">The wanted logs; null for a filter of something else.</param>
internal sealed class PollFilter(FilterStore store, LogMatcher? logs)
{
    private const int BytesPerResult = 64;

    private readonly Lock _lock = new();
    private List<Action<Utf8JsonWriter>> _results = [];
    private object? _newestEvent;
    private int _waitingBefore; // Results, when the newest event came.
    private long _bytes;
    private bool _ended;

    /// <summary>The wanted logs; null for a filter of something else.</summary>
    public LogMatcher? Logs => logs;

    /// <summary>When it was last asked, as a timestamp of the store's clock.</summary>
    public long LastAsked { get; set; }

    /// <summary>Why it ended by itself; null while it lives.</summary>
    public string? Dropped { get; private set; }

    /// <summary>What it watches with, disposed at its end.</summary>
    public IDisposable? Watch { get; set; }

    /// <summary>
    /// Adds a result of <paramref name="cause"/> that holds <paramref name="bytes"/> of memory, or drops the filter if too many were waiting when the cause came, or nobody has
    /// asked for too long. All logs of one block are taken: a filter could not get past a block with very many otherwise.
    /// </summary>
    public void Add(object cause, Action<Utf8JsonWriter> write, long bytes = 0)
    {
        bytes += BytesPerResult;
        lock (_lock)
        {
            if (_ended)
                return;
            if (!ReferenceEquals(_newestEvent, cause))
                (_newestEvent, _waitingBefore) = (cause, _results.Count);
            if (store.IsExpired(this))
                End("nobody asked for it in time");
            else if (_waitingBefore >= store.Limits.MaxResults)
                End($"more than {store.Limits.MaxResults} results were waiting: ask more often");
            else if (!store.TryHold(bytes))
                End("the server held too many results: ask more often, or use eth_getLogs");
            else
                Keep(write, bytes);
        }
    }

    /// <summary>The results since the last time, which are forgotten.</summary>
    public IReadOnlyList<Action<Utf8JsonWriter>> TakeResults()
    {
        lock (_lock)
        {
            List<Action<Utf8JsonWriter>> results = _results;
            _results = [];
            _newestEvent = null;
            Release();
            return results;
        }
    }

    /// <summary>Ends the filter. What has ended by itself stays in the store, to say why, until it expires.</summary>
    public void End(string? reason)
    {
        lock (_lock)
        {
            if (_ended)
                return;
            _ended = true;
            Dropped = reason;
            _results = [];
            Release();
            Watch?.Dispose();
        }
    }

    private void Keep(Action<Utf8JsonWriter> write, long bytes)
    {
        _results.Add(write);
        _bytes += bytes;
    }

    private void Release()
    {
        store.LetGo(_bytes);
        _bytes = 0;
    }
}
