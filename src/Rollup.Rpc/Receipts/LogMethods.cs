using System.Text.Json;
using Rollup.Execution.Hex;
using Rollup.Kernel.Primitives;
using Rollup.Rpc.Chain;
using Rollup.Rpc.JsonRpc;
using Rollup.Storage;

namespace Rollup.Rpc.Receipts;

/// <summary>Logs by filter.</summary>
public sealed class LogMethods(ChainReader chain)
{
    private const int MaxLogs = 10_000;
    private const long MaxDataBytes = 4 * 1024 * 1024;

    /// <summary>The methods.</summary>
    public IEnumerable<RpcMethod> All => [new("eth_getLogs", GetAsync)];

    private ValueTask<RpcError?> GetAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        ParameterReader reader = parameters.Read();
        JsonElement value = reader.Value("filter");
        if (reader.End() is { } error)
            return ValueTask.FromResult<RpcError?>(error);
        return LogFilterParameter.TryRead(value, out LogFilterParameter? filter, out string? problem)
            ? WriteAsync(filter, result, cancellationToken)
            : ValueTask.FromResult<RpcError?>(RpcError.InvalidParams($"invalid argument 0 (filter): {problem}"));
    }

    private async ValueTask<RpcError?> WriteAsync(LogFilterParameter filter, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        ulong latest = chain.View.Latest.Number;
        ulong from = chain.Number(filter.From, latest);
        ulong to = Math.Min(chain.Number(filter.To, latest), latest);
        if (filter.BlockHash is { } hash)
        {
            BlockRow? block = await chain.FindBlockAsync(BlockSelector.Of(hash), cancellationToken);
            if (block is null)
                return RpcError.Refused("unknown block");
            from = to = block.Number;
        }
        else if (filter.To.Number < filter.From.Number)
        {
            return RpcError.InvalidParams("invalid block range: fromBlock is after toBlock");
        }

        IReadOnlyList<FoundLog> logs = from > to
            ? []
            : await chain.Logs.FindAsync(new LogFilter(from, to, filter.Addresses, filter.Topics), MaxLogs + 1, MaxDataBytes, cancellationToken);
        if (logs.Count > MaxLogs || logs.Sum(log => (long)log.Log.Data.Length) > MaxDataBytes)
            return new RpcError(RpcErrorCode.LimitExceeded, $"the query matches more than {MaxLogs} logs or {MaxDataBytes} bytes of data: narrow the block range or the filter");
        result.WriteStartArray();
        foreach (FoundLog log in logs)
            LogJson.Write(result, log);
        result.WriteEndArray();
        return null;
    }
}
