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
public sealed class BlockMethods(ChainReader chain, TimeProvider time)
{
    private volatile Tuple<Hash256, ulong>? _newestSize;

    /// <summary>The methods.</summary>
    public IEnumerable<RpcMethod> All =>
    [
        new RpcMethod("eth_getBlockByNumber", GetByNumberAsync) { IsBoundedByBlock = true },
        new RpcMethod("eth_getBlockByHash", GetByHashAsync) { IsBoundedByBlock = true },
        new("eth_getBlockTransactionCountByNumber", CountByNumberAsync),
        new("eth_getBlockTransactionCountByHash", CountByHashAsync),
        new("eth_getUncleCountByBlockNumber", (parameters, result, cancellationToken) => CountUnclesAsync(parameters, byHash: false, result, cancellationToken)),
        new("eth_getUncleCountByBlockHash", (parameters, result, cancellationToken) => CountUnclesAsync(parameters, byHash: true, result, cancellationToken)),
        new("debug_getRawHeader", (parameters, result, cancellationToken) => WriteRawAsync(parameters, (block, _) =>
        {
            result.WriteData(block.Header.Span);
            return Task.CompletedTask;
        }, cancellationToken)),
        new("debug_getRawBlock", (parameters, result, cancellationToken) => WriteRawAsync(parameters, async (block, stop) =>
            result.WriteData(BlockRlp.Encode(block, await chain.Blocks.GetTransactionsAsync(block.Number, stop))), cancellationToken)),
    ];

    private ValueTask<RpcError?> GetByNumberAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        ParameterReader reader = parameters.Read();
        BlockSelector selector = reader.BlockNumber();
        bool full = reader.BooleanOr(false, "full transactions");
        return reader.End() is { } error ? ValueTask.FromResult<RpcError?>(error) : WriteBlockAsync(selector, full, result, parameters.Stream, cancellationToken);
    }

    private ValueTask<RpcError?> GetByHashAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        ParameterReader reader = parameters.Read();
        BlockSelector selector = BlockSelector.Of(reader.Hash("block hash"));
        bool full = reader.BooleanOr(false, "full transactions");
        return reader.End() is { } error ? ValueTask.FromResult<RpcError?>(error) : WriteBlockAsync(selector, full, result, parameters.Stream, cancellationToken);
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

    /// <summary>There are no uncles.</summary>
    private async ValueTask<RpcError?> CountUnclesAsync(RpcParameters parameters, bool byHash, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        (BlockSelector selector, RpcError? error) = Read();
        if (error is not null)
            return error;
        if (await chain.FindBlockAsync(selector, cancellationToken) is null)
            result.WriteNullValue();
        else
            result.WriteQuantity(U256.Zero);
        return null;

        (BlockSelector Selector, RpcError? Error) Read()
        {
            ParameterReader reader = parameters.Read();
            BlockSelector named = byHash ? BlockSelector.Of(reader.Hash("block hash")) : reader.BlockNumber();
            return (named, reader.End());
        }
    }

    private async ValueTask<RpcError?> WriteRawAsync(RpcParameters parameters, Func<BlockRow, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        (BlockSelector selector, RpcError? error) = Read();
        if (error is not null)
            return error;
        if (await chain.FindBlockAsync(selector, cancellationToken) is not { } block)
            return RpcError.Refused("header not found: there is no such block");
        await write(block, cancellationToken);
        return null;

        (BlockSelector Selector, RpcError? Error) Read()
        {
            ParameterReader reader = parameters.Read();
            BlockSelector named = reader.BlockOrLatest();
            return (named, reader.End());
        }
    }

    private async ValueTask<RpcError?> WriteBlockAsync(BlockSelector selector, bool full, Utf8JsonWriter result, ResponseStream? stream, CancellationToken cancellationToken)
    {
        if (selector.Tag == BlockTag.Pending)
        {
            BlockRow latest = chain.View.Latest;
            PendingBlockJson.Write(result, latest, (ulong)time.GetUtcNow().ToUnixTimeSeconds(), chain.Config);
            return null;
        }

        BlockRow? block = await chain.FindBlockAsync(selector, cancellationToken);
        if (block is null)
        {
            result.WriteNullValue();
            return null;
        }

        ulong size = await SizeAsync(block, cancellationToken);
        IReadOnlyList<TransactionRow>? transactions = full ? await chain.Blocks.GetTransactionsAsync(block.Number, cancellationToken) : null;
        await BlockJson.WriteAsync(result, block, size, transactions, stream, cancellationToken);
        return null;
    }

    /// <summary>The size of a block; that of the newest one, which clients poll, is remembered.</summary>
    private async ValueTask<ulong> SizeAsync(BlockRow block, CancellationToken cancellationToken)
    {
        if (block.TransactionCount == 0)
            return BlockRlp.Size(block.Header.Length, 0);
        Tuple<Hash256, ulong>? known = _newestSize;
        if (known?.Item1 == block.Hash)
            return known.Item2;
        ulong size = BlockRlp.Size(block.Header.Length, await chain.Blocks.GetTransactionsSizeAsync(block.Number, cancellationToken));
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
            result.WriteQuantity(selector.Tag == BlockTag.Pending ? 0 : (ulong)block.TransactionCount);
        return null;
    }
}
