using System.Text.Json;
using Rollup.Rpc.Chain;
using Rollup.Rpc.JsonRpc;
using Rollup.Storage;
using Rollup.Storage.Blocks;

namespace Rollup.Rpc.Receipts;

/// <summary>
/// Answers log filters from the ledger, where logs are indexed by address and by first topic, each with the block. Bounded in blocks, results, bytes and time,
/// because a filter of later topics alone has to look at every log of its range.
/// </summary>
public sealed class LogQuery(ChainReader chain, RpcLimits limits, TimeProvider time)
{
    private const long MaxDataBytes = 4 * 1024 * 1024;

    /// <summary>Writes the array of matching logs, or says why not.</summary>
    internal async ValueTask<RpcError?> WriteAsync(LogFilterParameter filter, Utf8JsonWriter result, CancellationToken cancellationToken)
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
        else if (to > from && to - from >= limits.MaxLogBlocks)
        {
            return RpcError.InvalidParams($"block range too large: at most {limits.MaxLogBlocks} blocks at once, not {to - from + 1}");
        }

        if (from > to)
            return Write([], result);
        using CancellationTokenSource timeout = new(limits.LogQueryTimeout, time);
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return Write(await chain.Logs.FindAsync(new LogFilter(from, to, filter.Addresses, filter.Topics), limits.MaxLogs + 1, MaxDataBytes, linked.Token), result);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return new RpcError(RpcErrorCode.LimitExceeded, "the query takes too long: narrow the block range, or filter by address or first topic");
        }
    }

    private RpcError? Write(IReadOnlyList<FoundLog> logs, Utf8JsonWriter result)
    {
        if (logs.Count > limits.MaxLogs || logs.Sum(log => (long)log.Log.Data.Length) > MaxDataBytes)
            return new RpcError(RpcErrorCode.LimitExceeded, $"the query matches more than {limits.MaxLogs} logs or {MaxDataBytes} bytes of data: narrow the block range or the filter");
        result.WriteStartArray();
        foreach (FoundLog log in logs)
            LogJson.Write(result, log);
        result.WriteEndArray();
        return null;
    }
}
