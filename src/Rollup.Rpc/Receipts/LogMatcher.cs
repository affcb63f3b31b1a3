using System.Text.Json;
using Rollup.Kernel.Primitives;
using Rollup.Rpc.JsonRpc;
using Rollup.Storage;
using Rollup.Storage.Blocks;

namespace Rollup.Rpc.Receipts;

/// <summary>Decides about logs one by one, as <see cref="LogReader"/> does about stored ones.</summary>
internal sealed class LogMatcher(LogFilterParameter filter)
{
    private readonly HashSet<Address> _addresses = [.. filter.Addresses];
    private readonly HashSet<Hash256>[] _topics = [.. filter.Topics.Select(allowed => allowed.ToHashSet())];

    /// <summary>Takes every log.</summary>
    public static LogMatcher Everything { get; } = new(new LogFilterParameter(new RpcLimits()));

    /// <summary>The criteria it was read from.</summary>
    public LogFilterParameter Filter => filter;

    /// <summary>Reads the filter of logs to come, or says what is wrong with it: it can name no block by hash.</summary>
    public static RpcError? Read(JsonElement value, int position, LogQuery query, out LogMatcher? matcher)
    {
        matcher = null;
        if (!LogFilterParameter.TryRead(value, query.Limits, out LogFilterParameter? filter, out string? problem))
            return RpcError.InvalidParams($"invalid argument {position} (filter): {problem}");
        if (filter.BlockHash is not null)
            return RpcError.InvalidParams($"invalid argument {position} (filter): blockHash is for eth_getLogs only");
        if (query.Check(filter, isOpen: true) is { } wrong)
            return wrong;
        matcher = new LogMatcher(filter);
        return null;
    }

    /// <summary>Whether the log is wanted.</summary>
    public bool Matches(LogRow log)
    {
        if (log.BlockNumber < (filter.From.Number ?? 0) || log.BlockNumber > (filter.To.Number ?? ulong.MaxValue))
            return false;
        if ((_addresses.Count > 0 && !_addresses.Contains(log.Address)) || log.Topics.Count < _topics.Length)
            return false;
        for (int i = 0; i < _topics.Length; i++)
        {
            if (_topics[i].Count > 0 && !_topics[i].Contains(log.Topics[i]))
                return false;
        }

        return true;
    }
}
