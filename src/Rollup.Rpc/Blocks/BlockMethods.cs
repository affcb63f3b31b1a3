using System.Text.Json;
using Rollup.Kernel.Primitives;
using Rollup.Rpc.Chain;
using Rollup.Rpc.Json;
using Rollup.Rpc.JsonRpc;
using Rollup.Storage;
using Rollup.Storage.Blocks;
using Rollup.Storage.Transactions;

namespace Rollup.Rpc.Blocks;

/// <summary>Blocks by number, tag and hash.</summary>
public sealed class BlockMethods(ChainReader chain)
{
    private volatile Tuple<Hash256, ulong>? _newestSize;

    /// <summary>The methods.</summary>
    public IEnumerable<RpcMethod> All =>
    [
        new("eth_getBlockByNumber", GetByNumberAsync),
        new("eth_getBlockByHash", GetByHashAsync),
        new("eth_getBlockTransactionCountByNumber", CountByNumberAsync),
        new("eth_getBlockTransactionCountByHash", CountByHashAsync),
    ];

    private ValueTask<RpcError?> GetByNumberAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        ParameterReader reader = parameters.Read();
        BlockSelector selector = reader.BlockNumber();
        bool full = reader.BooleanOr(false, "full transactions");
        return reader.End() is { } error ? ValueTask.FromResult<RpcError?>(error) : WriteBlockAsync(selector, full, result, cancellationToken);
    }

    private ValueTask<RpcError?> GetByHashAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        ParameterReader reader = parameters.Read();
        BlockSelector selector = BlockSelector.Of(reader.Hash("block hash"));
        bool full = reader.BooleanOr(false, "full transactions");
        return reader.End() is { } error ? ValueTask.FromResult<RpcError?>(error) : WriteBlockAsync(selector, full, result, cancellationToken);
    }

    private ValueTask<RpcError?> CountByNumberAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        ParameterReader reader = parameters.Read();
        BlockSelector selector = reader.BlockNumber();
        return reader.End() is { } error ? ValueTask.FromResult<RpcError?>(error) : WriteCountAsync(selector, result, cancellationToken);
    }

    private ValueTask<RpcError?> CountByHashAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        ParameterReader reader = parameters.Read();
        BlockSelector selector = BlockSelector.Of(reader.Hash("block hash"));
        return reader.End() is { } error ? ValueTask.FromResult<RpcError?>(error) : WriteCountAsync(selector, result, cancellationToken);
    }

    private async ValueTask<RpcError?> WriteBlockAsync(BlockSelector selector, bool full, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        BlockRow? block = await chain.FindBlockAsync(selector, cancellationToken);
        if (block is null)
        {
            result.WriteNullValue();
            return null;
        }

        ulong size = await SizeAsync(block, cancellationToken);
        IReadOnlyList<TransactionRow>? transactions = full ? await chain.Blocks.GetTransactionsAsync(block.Number, cancellationToken) : null;
        BlockJson.Write(result, block, size, transactions);
        return null;
    }

    /// <summary>The size of a block; that of the newest one, which clients poll, is remembered.</summary>
    private async ValueTask<ulong> SizeAsync(BlockRow block, CancellationToken cancellationToken)
    {
        if (block.TransactionCount == 0)
            return (ulong)block.Header.Length;
        Tuple<Hash256, ulong>? known = _newestSize;
        if (known?.Item1 == block.Hash)
            return known.Item2;
        ulong size = (ulong)await chain.Blocks.GetSizeAsync(block.Number, cancellationToken);
        if (block.Number == chain.View.Latest.Number)
            _newestSize = Tuple.Create(block.Hash, size);
        return size;
    }

    private async ValueTask<RpcError?> WriteCountAsync(BlockSelector selector, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        BlockRow? block = await chain.FindBlockAsync(selector, cancellationToken);
        if (block is null)
            result.WriteNullValue();
        else
            result.WriteQuantity((ulong)block.TransactionCount);
        return null;
    }
}
