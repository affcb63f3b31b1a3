using System.Text.Json;
using Rollup.Kernel.Primitives;
using Rollup.Rpc.Chain;
using Rollup.Rpc.Json;
using Rollup.Rpc.JsonRpc;
using Rollup.Storage;
using Rollup.Storage.Blocks;
using Rollup.Storage.Transactions;

namespace Rollup.Rpc.Transactions;

/// <summary>Transactions by hash and by position in a block.</summary>
public sealed class TransactionMethods(ChainReader chain)
{
    /// <summary>The methods.</summary>
    public IEnumerable<RpcMethod> All =>
    [
        new("eth_getTransactionByHash", GetByHashAsync),
        new("eth_getTransactionByBlockNumberAndIndex", GetByNumberAndIndexAsync),
        new("eth_getTransactionByBlockHashAndIndex", GetByBlockHashAndIndexAsync),
        new("eth_getRawTransactionByHash", GetRawByHashAsync),
        new("debug_getRawTransaction", GetRawByHashAsync),
        new("eth_getRawTransactionByBlockNumberAndIndex", (parameters, result, cancellationToken) =>
        {
            ParameterReader reader = parameters.Read();
            BlockSelector selector = reader.BlockNumber();
            return WriteAsync(ref reader, selector, raw: true, result, cancellationToken);
        }),
        new("eth_getRawTransactionByBlockHashAndIndex", (parameters, result, cancellationToken) =>
        {
            ParameterReader reader = parameters.Read();
            BlockSelector selector = BlockSelector.Of(reader.Hash("block hash"));
            return WriteAsync(ref reader, selector, raw: true, result, cancellationToken);
        }),
    ];

    private ValueTask<RpcError?> GetByHashAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        ParameterReader reader = parameters.Read();
        Hash256 hash = reader.Hash("transaction hash");
        return reader.End() is { } error ? ValueTask.FromResult<RpcError?>(error) : WriteAsync(hash, result, cancellationToken);
    }

    private ValueTask<RpcError?> GetRawByHashAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        ParameterReader reader = parameters.Read();
        Hash256 hash = reader.Hash("transaction hash");
        return reader.End() is { } error ? ValueTask.FromResult<RpcError?>(error) : WriteRawAsync(hash, result, cancellationToken);
    }

    private ValueTask<RpcError?> GetByNumberAndIndexAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        ParameterReader reader = parameters.Read();
        BlockSelector selector = reader.BlockNumber();
        return WriteAsync(ref reader, selector, raw: false, result, cancellationToken);
    }

    private ValueTask<RpcError?> GetByBlockHashAndIndexAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        ParameterReader reader = parameters.Read();
        BlockSelector selector = BlockSelector.Of(reader.Hash("block hash"));
        return WriteAsync(ref reader, selector, raw: false, result, cancellationToken);
    }

    private ValueTask<RpcError?> WriteAsync(scoped ref ParameterReader reader, BlockSelector selector, bool raw, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        ulong index = reader.Quantity("transaction index");
        return reader.End() is { } error ? ValueTask.FromResult<RpcError?>(error) : WriteAsync(selector, index, raw, result, cancellationToken);
    }

    /// <summary>Writes the signed encoding, of pending transactions too; 0x for an unknown hash, as geth does.</summary>
    private async ValueTask<RpcError?> WriteRawAsync(Hash256 hash, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        StoredTransaction? found = await chain.Transactions.GetAsync(hash, cancellationToken);
        result.WriteData(found is null || found.Removal is not null ? default : found.Row.Raw.Span);
        return null;
    }

    private async ValueTask<RpcError?> WriteAsync(Hash256 hash, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        StoredTransaction? found = await chain.Transactions.GetAsync(hash, cancellationToken);
        TransactionInclusion? inclusion = found?.Inclusion;
        if (found is null || found.Removal is not null)
        {
            result.WriteNullValue();
            return null;
        }

        TransactionPlace? place = inclusion is null || inclusion.BlockNumber > chain.View.Latest.Number
            ? null
            : new TransactionPlace(inclusion.BlockNumber, inclusion.BlockHash, inclusion.Position, inclusion.BaseFee, inclusion.Timestamp);
        TransactionJson.Write(result, found.Row.Raw.Span, found.Row.Hash, found.Row.Sender, place);
        return null;
    }

    private async ValueTask<RpcError?> WriteAsync(BlockSelector selector, ulong index, bool raw, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        BlockRow? block = await chain.FindBlockAsync(selector, cancellationToken);
        TransactionRow? transaction = block is null || index >= (ulong)block.TransactionCount
            ? null
            : await chain.Blocks.GetTransactionAsync(block.Number, (int)index, cancellationToken);
        if (raw)
            result.WriteData(transaction is null ? default : transaction.Raw.Span);
        else if (transaction is null)
            result.WriteNullValue();
        else
            TransactionJson.Write(result, transaction.Raw.Span, transaction.Hash, transaction.Sender, TransactionPlace.In(block!, (int)index));
        return null;
    }
}
