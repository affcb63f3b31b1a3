using System.Text.Json;
using Rollup.Rpc.Chain;
using Rollup.Rpc.JsonRpc;
using Rollup.Storage;
using Rollup.Storage.Blocks;

namespace Rollup.Rpc.Receipts;

/// <summary>
/// Answers log filters from the ledger, where logs are indexed by address and by first topic, each with the block. Bounded in blocks, results, bytes and time,
/// because a filter of later topics alone has to look at every log of its range. A single block is always answered in full, in parts if it is large: whoever indexes the
/// chain could not get past it otherwise, and its gas bounds its logs.
/// </summary>
public sealed class LogQuery(ChainReader chain, RpcLimits limits, TimeProvider time)
{
    /// <summary>What filters may hold and find at most.</summary>
    internal RpcLimits Limits => limits;

    /// <summary>
    /// Why a filter's range cannot be asked for; null if it can. A range that is reversed once its tags are known, or that begins after the newest block, is refused rather than
    /// empty: whoever asks is ahead of this node, and would take an empty answer for blocks without logs. Of logs to come (<paramref name="isOpen"/>) the end may lie ahead.
    /// Logs of the pending block do not exist: blocks are complete when they are shown.
    /// </summary>
    internal RpcError? Check(LogFilterParameter filter, bool isOpen)
    {
        if (filter.From.Tag == BlockTag.Pending || filter.To.Tag == BlockTag.Pending)
            return RpcError.InvalidParams("pending logs are not supported: blocks are complete when they are shown; ask for latest");
        if (filter.BlockHash is not null)
            return null;
        ulong latest = chain.View.Latest.Number;
        ulong from = chain.Number(filter.From, latest);
        ulong to = chain.Number(filter.To, latest);
        bool isEndless = isOpen && filter.To.Tag == BlockTag.Latest;
        if (from > to && !isEndless)
            return RpcError.InvalidParams("invalid block range: fromBlock is after toBlock");
        if (from > latest || (!isOpen && to > latest))
            return RpcError.InvalidParams($"block range extends beyond current head block: requested {Math.Max(from, to)}, head {latest}");
        return null;
    }

    /// <summary>Writes the array of matching logs, or says why not; <paramref name="isOpen"/> if the filter is one of logs to come.</summary>
    internal async ValueTask<RpcError?> WriteAsync(LogFilterParameter filter, bool isOpen, Utf8JsonWriter result, ResponseStream? stream, CancellationToken cancellationToken)
    {
        if (Check(filter, isOpen) is { } wrong)
            return wrong;
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
        else if (to > from && to - from >= limits.MaxLogBlocks)
        {
            return RpcError.InvalidParams($"block range too large: at most {limits.MaxLogBlocks} blocks at once, not {to - from + 1}");
        }

        if (from > to)
            return Write([], result);
        if (from == to)
            return await WriteBlockAsync(from, filter, result, stream, cancellationToken);
        using CancellationTokenSource timeout = new(limits.LogQueryTimeout, time);
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return Write(await chain.Logs.FindAsync(new LogFilter(from, to, filter.Addresses, filter.Topics), limits.MaxLogs + 1, limits.MaxLogBytes, linked.Token), result);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return new RpcError(RpcErrorCode.LimitExceeded, "the query takes too long: narrow the block range, or filter by address or first topic");
        }
    }

    private async ValueTask<RpcError?> WriteBlockAsync(ulong block, LogFilterParameter filter, Utf8JsonWriter result, ResponseStream? stream, CancellationToken cancellationToken)
    {
        result.WriteStartArray();
        try
        {
            await foreach (FoundLog log in chain.Logs.ReadBlockAsync(block, filter.Addresses, filter.Topics, transaction: null, cancellationToken))
            {
                LogJson.Write(result, log);
                if (stream is not null)
                    await stream.PassOnAsync(result, cancellationToken);
            }
        }
        catch (BlockReplacedException exception)
        {
            return RpcError.Refused(exception.Message);
        }

        result.WriteEndArray();
        return null;
    }

    private RpcError? Write(IReadOnlyList<FoundLog> logs, Utf8JsonWriter result)
    {
        if (logs.Count > limits.MaxLogs || logs.Sum(log => (long)log.Log.Data.Length) > limits.MaxLogBytes)
            return new RpcError(RpcErrorCode.LimitExceeded, $"the query matches more than {limits.MaxLogs} logs or {limits.MaxLogBytes} bytes of data: narrow the block range or the filter");
        result.WriteStartArray();
        foreach (FoundLog log in logs)
            LogJson.Write(result, log);
        result.WriteEndArray();
        return null;
    }
}
