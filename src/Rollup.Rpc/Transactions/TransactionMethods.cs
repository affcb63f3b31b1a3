using System.Text.Json;
using Rollup.Kernel.Primitives;
using Rollup.Rpc.Chain;
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
    ];

    private ValueTask<RpcError?> GetByHashAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        ParameterReader reader = parameters.Read();
        Hash256 hash = reader.Hash("transaction hash");
        return reader.End() is { } error ? ValueTask.FromResult<RpcError?>(error) : WriteAsync(hash, result, cancellationToken);
    }

    private ValueTask<RpcError?> GetByNumberAndIndexAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        ParameterReader reader = parameters.Read();
        BlockSelector selector = reader.BlockNumber();
        ulong index = reader.Quantity("transaction index");
        return reader.End() is { } error ? ValueTask.FromResult<RpcError?>(error) : WriteAsync(selector, index, result, cancellationToken);
    }

    private ValueTask<RpcError?> GetByBlockHashAndIndexAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        ParameterReader reader = parameters.Read();
        BlockSelector selector = BlockSelector.Of(reader.Hash("block hash"));
        ulong index = reader.Quantity("transaction index");
        return reader.End() is { } error ? ValueTask.FromResult<RpcError?>(error) : WriteAsync(selector, index, result, cancellationToken);
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
            : new TransactionPlace(inclusion.BlockNumber, inclusion.BlockHash, inclusion.Position, inclusion.BaseFee);
        TransactionJson.Write(result, found.Row.Raw.Span, found.Row.Hash, found.Row.Sender, place);
        return null;
    }

    private async ValueTask<RpcError?> WriteAsync(BlockSelector selector, ulong index, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        BlockRow? block = await chain.FindBlockAsync(selector, cancellationToken);
        TransactionRow? transaction = block is null || index >= (ulong)block.TransactionCount
            ? null
            : await chain.Blocks.GetTransactionAsync(block.Number, (int)index, cancellationToken);
        if (transaction is null)
            result.WriteNullValue();
        else
            TransactionJson.Write(result, transaction.Raw.Span, transaction.Hash, transaction.Sender, new TransactionPlace(block!.Number, block.Hash, (int)index, block.BaseFee));
        return null;
    }
}
