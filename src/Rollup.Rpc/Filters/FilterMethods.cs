using System.Text.Json;
using Rollup.Rpc.JsonRpc;
using Rollup.Rpc.Receipts;
using Rollup.Rpc.Subscriptions;

namespace Rollup.Rpc.Filters;

/// <summary>Filters that are polled, for clients without a connection that stays.</summary>
public sealed class FilterMethods(FilterStore filters, LogQuery query)
{
    private static readonly RpcError NoPool = RpcError.NotSupported("this node does not hold the pool: ask the sequencer for pending transactions");

    /// <summary>The methods.</summary>
    public IEnumerable<RpcMethod> All =>
    [
        new("eth_newFilter", (parameters, result, _) => ValueTask.FromResult(AddLogs(parameters, result))),
        new("eth_newBlockFilter", (parameters, result, _) => ValueTask.FromResult(parameters.RequireNone() ?? Answer(filters.AddBlocks(), result))),
        new("eth_newPendingTransactionFilter", (parameters, result, _) => ValueTask.FromResult(AddPending(parameters, result))),
        new RpcMethod("eth_getFilterChanges", GetChangesAsync) { IsBoundedByBlock = true },
        new RpcMethod("eth_getFilterLogs", GetLogsAsync) { IsBoundedByBlock = true },
        new("eth_uninstallFilter", (parameters, result, _) => ValueTask.FromResult(Remove(parameters, result))),
    ];

    private RpcError? AddLogs(RpcParameters parameters, Utf8JsonWriter result)
    {
        ParameterReader reader = parameters.Read();
        JsonElement value = reader.Value("filter");
        if (reader.End() is { } error)
            return error;
        return LogMatcher.Read(value, 0, query, out LogMatcher? matcher) ?? Answer(filters.AddLogs(matcher!), result);
    }

    private RpcError? AddPending(RpcParameters parameters, Utf8JsonWriter result) =>
        parameters.RequireNone() ?? (filters.HasPool ? Answer(filters.AddPending(), result) : NoPool);

    private ValueTask<RpcError?> GetChangesAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken) =>
        Find(parameters, out PollFilter? filter) is { } error ? ValueTask.FromResult<RpcError?>(error) : WriteChangesAsync(filter!, result, parameters.Stream, cancellationToken);

    private static async ValueTask<RpcError?> WriteChangesAsync(PollFilter filter, Utf8JsonWriter result, ResponseStream? stream, CancellationToken cancellationToken)
    {
        result.WriteStartArray();
        foreach (Action<Utf8JsonWriter> write in filter.TakeResults())
        {
            write(result);
            if (stream is not null)
                await stream.PassOnAsync(result, cancellationToken);
        }

        result.WriteEndArray();
        return null;
    }

    private ValueTask<RpcError?> GetLogsAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        if (Find(parameters, out PollFilter? filter) is { } error)
            return ValueTask.FromResult<RpcError?>(error);
        return filter!.Logs is { } logs
            ? query.WriteAsync(logs.Filter, isOpen: true, result, parameters.Stream, cancellationToken)
            : ValueTask.FromResult<RpcError?>(RpcError.Refused("this is not a filter of logs: ask eth_getFilterChanges"));
    }

    private RpcError? Remove(RpcParameters parameters, Utf8JsonWriter result)
    {
        ParameterReader reader = parameters.Read();
        string id = reader.Text("filter", SubscriptionId.MaxLength);
        if (reader.End() is { } error)
            return error;
        result.WriteBooleanValue(filters.Remove(id));
        return null;
    }

    private RpcError? Find(RpcParameters parameters, out PollFilter? filter)
    {
        filter = null;
        ParameterReader reader = parameters.Read();
        string id = reader.Text("filter", SubscriptionId.MaxLength);
        if (reader.End() is { } error)
            return error;
        if (!filters.TryGet(id, out filter))
            return RpcError.Refused("filter not found: it never was, or nobody asked for it in time");
        return filter.Dropped is { } reason ? RpcError.Refused($"filter not found: dropped, because {reason}") : null;
    }

    private static RpcError? Answer(string? id, Utf8JsonWriter result)
    {
        if (id is null)
            return RpcError.Busy("too many filters: end some with eth_uninstallFilter, or try again later");
        result.WriteStringValue(id);
        return null;
    }
}
