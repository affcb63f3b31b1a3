using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Rollup.Kernel.Primitives;
using Rollup.Rpc.Json;
using Rollup.Rpc.Receipts;
using Rollup.Rpc.Subscriptions;
using Rollup.Storage.Blocks;
using Rollup.Storage;

namespace Rollup.Rpc.Filters;

/// <summary>The filters of this process, by name. They do not outlive it. Bounded in number and in what they hold together.</summary>
/// <param name="feed">Blocks.</param>
/// <param name="pending">Pending transactions; null on a node without the pool.</param>
/// <param name="limits">What filters get at most.</param>
/// <param name="time">Clock.</param>
public sealed class FilterStore(ChainFeed feed, PendingFeed? pending, FilterLimits limits, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, PollFilter> _filters = new(StringComparer.Ordinal);
    private long _heldBytes;

    /// <summary>What filters get at most.</summary>
    internal FilterLimits Limits => limits;

    /// <summary>Whether filters of pending transactions can be had.</summary>
    internal bool HasPool => pending is not null;

    /// <summary>A filter of the hashes of new blocks; null if there are too many filters.</summary>
    internal string? AddBlocks() => Add(null, filter => feed.Watch(withLogs: false, (block, removed) =>
    {
        Hash256 hash = block.Row.Hash;
        if (!removed)
            filter.Add(block, json => json.WriteData(hash.AsSpan()));
    }));

    /// <summary>A filter of logs, those of blocks that a rollback takes away again with removed true; null if there are too many filters.</summary>
    internal string? AddLogs(LogMatcher matcher) => Add(matcher, filter => feed.Watch(withLogs: true, (block, removed) =>
    {
        foreach (FoundLog log in block.Logs)
        {
            if (matcher.Matches(log.Log))
                filter.Add(block, json => LogJson.Write(json, log, removed), log.Log.Data.Length + (Hash256.Size * log.Log.Topics.Count));
        }
    }));

    /// <summary>A filter of the hashes of pending transactions, on a node with the pool; null if there are too many filters.</summary>
    internal string? AddPending() => Add(null, filter => pending!.Watch(transaction =>
    {
        Hash256 hash = transaction.Hash;
        filter.Add(transaction, json => json.WriteData(hash.AsSpan()));
    }));

    /// <summary>The filter of that name, whose life this prolongs.</summary>
    internal bool TryGet(string id, [NotNullWhen(true)] out PollFilter? filter)
    {
        if (!_filters.TryGetValue(id, out filter) || IsExpired(filter))
            return false;
        filter.LastAsked = time.GetTimestamp();
        return true;
    }

    /// <summary>Ends a filter; false if there is none of that name.</summary>
    internal bool Remove(string id)
    {
        if (!_filters.TryRemove(id, out PollFilter? filter))
            return false;
        filter.End(reason: null);
        return !IsExpired(filter);
    }

    /// <summary>Whether nobody has asked for too long.</summary>
    internal bool IsExpired(PollFilter filter) => time.GetElapsedTime(filter.LastAsked) > limits.Lifetime;

    /// <summary>Takes room for results; false if there is not enough.</summary>
    internal bool TryHold(long bytes)
    {
        if (Interlocked.Add(ref _heldBytes, bytes) <= limits.MaxBytes)
            return true;
        LetGo(bytes);
        return false;
    }

    /// <summary>Gives room back.</summary>
    internal void LetGo(long bytes) => Interlocked.Add(ref _heldBytes, -bytes);

    private string? Add(LogMatcher? logs, Func<PollFilter, IDisposable> watch)
    {
        if (_filters.Count >= limits.MaxFilters)
            RemoveExpired();
        if (_filters.Count >= limits.MaxFilters)
            return null;
        string id = SubscriptionId.Create();
        PollFilter filter = new(this, logs) { LastAsked = time.GetTimestamp() };
        filter.Watch = watch(filter);
        _filters[id] = filter;
        return id;
    }

    private void RemoveExpired()
    {
        foreach ((string id, PollFilter filter) in _filters)
        {
            if (IsExpired(filter))
                Remove(id);
        }
    }
}

/// <summary>What filters get at most.</summary>
public sealed record FilterLimits
{
    /// <summary>Filters at the same time.</summary>
    public int MaxFilters { get; init; } = 1000;

    /// <summary>How long a filter lives without being asked.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Results that wait in one filter; a filter that holds as many when the next block comes, which is always taken whole, is dropped.</summary>
    public int MaxResults { get; init; } = 10_000;

    /// <summary>Bytes of the results of all filters together, counted as if none were shared; the filter that would exceed it is dropped.</summary>
    public long MaxBytes { get; init; } = 128 * 1024 * 1024;
}
