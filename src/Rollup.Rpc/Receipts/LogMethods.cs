using System.Text.Json;
using Rollup.Rpc.JsonRpc;

namespace Rollup.Rpc.Receipts;

/// <summary>Logs by filter.</summary>
public sealed class LogMethods(LogQuery query)
{
    /// <summary>The methods.</summary>
    public IEnumerable<RpcMethod> All => [new RpcMethod("eth_getLogs", GetAsync) { IsBoundedByBlock = true }];

    private ValueTask<RpcError?> GetAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        ParameterReader reader = parameters.Read();
        JsonElement value = reader.Value("filter");
        if (reader.End() is { } error)
            return ValueTask.FromResult<RpcError?>(error);
        return LogFilterParameter.TryRead(value, query.Limits, out LogFilterParameter? filter, out string? problem)
            ? query.WriteAsync(filter, isOpen: false, result, parameters.Stream, cancellationToken)
            : ValueTask.FromResult<RpcError?>(RpcError.InvalidParams($"invalid argument 0 (filter): {problem}"));
    }
}
