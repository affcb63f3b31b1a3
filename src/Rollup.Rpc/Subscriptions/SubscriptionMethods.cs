using System.Text.Json;
using Rollup.Rpc.JsonRpc;
using Rollup.Rpc.Receipts;

namespace Rollup.Rpc.Subscriptions;

/// <summary>
/// eth_subscribe and eth_unsubscribe, over connections that stay: newHeads, logs (a block that a rollback takes away has its logs sent again with
/// removed true, as far as <see cref="ChainFeed"/> remembers them), newPendingTransactions, by hash or, after true, in full, and syncing, which says once that
/// this node is not: it serves only once its state is complete.
/// </summary>
/// <param name="feed">Blocks.</param>
/// <param name="pending">Pending transactions; null on a node without the pool.</param>
/// <param name="logs">Judges filters.</param>
public sealed class SubscriptionMethods(ChainFeed feed, PendingFeed? pending, LogQuery logs)
{
    private static readonly RpcError NoConnection = new(RpcErrorCode.MethodNotFound, "notifications not supported: subscribe over WebSocket, or poll a filter");
    private static readonly RpcError NoPool = RpcError.NotSupported("this node does not hold the pool: subscribe to newPendingTransactions at the sequencer");

    /// <summary>The methods.</summary>
    public IEnumerable<RpcMethod> All => [new("eth_subscribe", SubscribeAsync), new("eth_unsubscribe", UnsubscribeAsync)];

    private ValueTask<RpcError?> SubscribeAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Subscribe(parameters, result));

    private RpcError? Subscribe(RpcParameters parameters, Utf8JsonWriter result)
    {
        ParameterReader reader = parameters.Read();
        JsonElement name = reader.Value("subscription");
        JsonElement? argument = reader.ValueOrNull();
        if (reader.End() is { } error)
            return error;
        if (parameters.Caller?.Subscriptions is not { } subscriptions)
            return NoConnection;
        RpcError? problem = Read(name.ValueKind == JsonValueKind.String ? name.GetString()! : "", argument, out Func<Action<EventResults>, IDisposable>? watch);
        if (problem is not null)
            return problem;
        if (!subscriptions.TryReserve(out string? id))
            return new RpcError(RpcErrorCode.LimitExceeded, "too many subscriptions on this connection: end some with eth_unsubscribe");
        parameters.Caller.AfterResponse(() => subscriptions.Start(id, watch!));
        result.WriteStringValue(id);
        return null;
    }

    private RpcError? Read(string name, JsonElement? argument, out Func<Action<EventResults>, IDisposable>? watch)
    {
        watch = null;
        switch (name)
        {
            case "newHeads":
                if (argument is not null)
                    return RpcError.InvalidParams("too many arguments: newHeads takes none");
                watch = WatchHeads;
                return null;
            case "logs":
                LogMatcher? matcher = null;
                if (argument is { } filter && LogMatcher.Read(filter, 1, logs, out matcher) is { } wrong)
                    return wrong;
                watch = notify => WatchLogs(matcher ?? LogMatcher.Everything, notify);
                return null;
            case "newPendingTransactions":
                if (argument is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) })
                    return RpcError.InvalidParams("invalid argument 1 (full transactions): expected true or false");
                if (pending is null)
                    return NoPool;
                bool full = argument is { ValueKind: JsonValueKind.True };
                watch = notify => pending.Watch(transaction => notify(EventResults.Of(transaction, full ? transaction.Text : transaction.HashText)));
                return null;
            case "syncing":
                if (argument is not null)
                    return RpcError.InvalidParams("too many arguments: syncing takes none");
                watch = notify =>
                {
                    Silence nothing = new();
                    notify(EventResults.Of(nothing, "false"u8.ToArray()));
                    return nothing;
                };
                return null;
            default:
                return RpcError.InvalidParams("invalid argument 0 (subscription): expected newHeads, logs, newPendingTransactions or syncing");
        }
    }

    /// <summary>Watches nothing.</summary>
    private sealed class Silence : IDisposable
    {
        public void Dispose()
        {
        }
    }

    private IDisposable WatchHeads(Action<EventResults> notify) => feed.Watch(withLogs: false, (block, removed) =>
    {
        if (!removed)
            notify(EventResults.Of(block, block.HeaderText));
    });

    private IDisposable WatchLogs(LogMatcher matcher, Action<EventResults> notify) => feed.Watch(withLogs: true, (block, removed) =>
    {
        List<int> matching = [.. Enumerable.Range(0, block.Logs.Count).Where(index => matcher.Matches(block.Logs[index].Log))];
        if (matching.Count > 0)
            notify(new EventResults(block, matching.Sum(index => LogJson.ApproximateBytes(block.Logs[index].Log)), matching.Select(index => block.LogText(index, removed))));
    });

    private static ValueTask<RpcError?> UnsubscribeAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        ParameterReader reader = parameters.Read();
        string id = reader.Text("subscription", SubscriptionId.MaxLength);
        if (reader.End() is { } error)
            return ValueTask.FromResult<RpcError?>(error);
        if (parameters.Caller?.Subscriptions is not { } subscriptions)
            return ValueTask.FromResult<RpcError?>(NoConnection);
        if (!subscriptions.Remove(id))
            return ValueTask.FromResult<RpcError?>(RpcError.Refused("subscription not found"));
        result.WriteBooleanValue(true);
        return ValueTask.FromResult<RpcError?>(null);
    }
}
