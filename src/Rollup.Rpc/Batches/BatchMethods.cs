using System.Text.Json;
using Rollup.Rpc.Chain;
using Rollup.Rpc.JsonRpc;
using Rollup.Storage;
using Rollup.Storage.Batches;

namespace Rollup.Rpc.Batches;

/// <summary>Sealed batches by number, tag and block. The tags name the newest batch that is sealed, committed or proven.</summary>
public sealed class BatchMethods(ChainReader chain)
{
    private static readonly Task<BatchRow?> NoBatch = Task.FromResult<BatchRow?>(null);

    /// <summary>The methods.</summary>
    public IEnumerable<RpcMethod> All =>
    [
        new("rollup_getBatch", GetBatchAsync),
        new("rollup_getBatchByBlock", GetBatchByBlockAsync),
    ];

    private ValueTask<RpcError?> GetBatchAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        ParameterReader reader = parameters.Read();
        BlockSelector selector = reader.BlockNumber("batch");
        return reader.End() is { } error
            ? ValueTask.FromResult<RpcError?>(error)
            : WriteAsync(FindAsync(selector, cancellationToken), result, cancellationToken);
    }

    private ValueTask<RpcError?> GetBatchByBlockAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        ParameterReader reader = parameters.Read();
        BlockSelector selector = reader.BlockNumber();
        return reader.End() is { } error
            ? ValueTask.FromResult<RpcError?>(error)
            : WriteAsync(FindByBlockAsync(selector, cancellationToken), result, cancellationToken);
    }

    private Task<BatchRow?> FindByBlockAsync(BlockSelector selector, CancellationToken cancellationToken)
    {
        ulong latest = chain.View.Latest.Number;
        ulong block = chain.Number(selector, latest);
        return block > latest ? NoBatch : chain.Batches.GetByBlockAsync(block, cancellationToken);
    }

    private Task<BatchRow?> FindAsync(BlockSelector selector, CancellationToken cancellationToken) => selector.Tag switch
    {
        // A batch holds at least one block, so that there are no more batches than blocks.
        null => selector.Number > chain.View.Latest.Number ? NoBatch : chain.Batches.GetAsync(selector.Number ?? 0, cancellationToken),
        BlockTag.Earliest => chain.Batches.GetAsync(0, cancellationToken),
        BlockTag.Safe => chain.Batches.GetByBlockAsync(chain.View.Safe, cancellationToken),
        BlockTag.Finalized => chain.Batches.GetByBlockAsync(chain.View.Finalized, cancellationToken),
        _ => chain.Batches.GetLatestAsync(cancellationToken),
    };

    private async ValueTask<RpcError?> WriteAsync(Task<BatchRow?> search, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        BatchRow? batch = await search;
        if (batch is null)
            result.WriteNullValue();
        else
            BatchJson.Write(result, batch, (ulong)await chain.Batches.GetDataSizeAsync(batch.Number, cancellationToken), BatchJson.Status(chain.View, batch));
        return null;
    }
}
