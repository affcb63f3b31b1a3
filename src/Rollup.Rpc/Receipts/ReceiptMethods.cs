using System.Text.Json;
using Rollup.Kernel.Logs;
using Rollup.Kernel.Primitives;
using Rollup.Rpc.Chain;
using Rollup.Rpc.Json;
using Rollup.Rpc.JsonRpc;
using Rollup.Storage;
using Rollup.Storage.Blocks;
using Rollup.Storage.Transactions;

namespace Rollup.Rpc.Receipts;

/// <summary>Receipts by transaction and by block.</summary>
public sealed class ReceiptMethods(ChainReader chain)
{
    /// <summary>The methods.</summary>
    public IEnumerable<RpcMethod> All =>
    [
        new RpcMethod("eth_getTransactionReceipt", GetByHashAsync) { IsBoundedByBlock = true },
        new RpcMethod("eth_getBlockReceipts", GetByBlockAsync) { IsBoundedByBlock = true },
        new RpcMethod("debug_getRawReceipts", GetRawAsync) { IsBoundedByBlock = true },
    ];

    private ValueTask<RpcError?> GetByHashAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        ParameterReader reader = parameters.Read();
        Hash256 hash = reader.Hash("transaction hash");
        return reader.End() is { } error ? ValueTask.FromResult<RpcError?>(error) : WriteReceiptAsync(hash, result, parameters.Stream, cancellationToken);
    }

    private ValueTask<RpcError?> GetByBlockAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        ParameterReader reader = parameters.Read();
        BlockSelector selector = reader.BlockOrLatest();
        return reader.End() is { } error ? ValueTask.FromResult<RpcError?>(error) : WriteReceiptsAsync(selector, result, parameters.Stream, cancellationToken);
    }

    private ValueTask<RpcError?> GetRawAsync(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken)
    {
        ParameterReader reader = parameters.Read();
        BlockSelector selector = reader.BlockOrLatest();
        return reader.End() is { } error ? ValueTask.FromResult<RpcError?>(error) : WriteRawAsync(selector, result, parameters.Stream, cancellationToken);
    }

    private async ValueTask<RpcError?> WriteRawAsync(BlockSelector selector, Utf8JsonWriter result, ResponseStream? stream, CancellationToken cancellationToken)
    {
        if (await chain.FindBlockAsync(selector, cancellationToken) is not { } block)
            return RpcError.Refused("header not found: there is no such block");
        BlockReceipts receipts = await ReadAsync(block, cancellationToken);
        result.WriteStartArray();
        for (int i = 0; i < receipts.Count; i++)
        {
            receipts.WriteRaw(result, i);
            if (stream is not null)
                await stream.PassOnAsync(result, cancellationToken);
        }

        result.WriteEndArray();
        return null;
    }

    private async ValueTask<RpcError?> WriteReceiptAsync(Hash256 hash, Utf8JsonWriter result, ResponseStream? stream, CancellationToken cancellationToken)
    {
        StoredTransaction? found = await chain.Transactions.GetAsync(hash, cancellationToken);
        BlockRow? block = found?.Inclusion is { } inclusion ? await chain.FindBlockAsync(BlockSelector.Of(inclusion.BlockNumber), cancellationToken) : null;
        if (block is null)
        {
            result.WriteNullValue();
            return null;
        }

        int position = found!.Inclusion!.Position;
        StoredReceipt receipt = await chain.Blocks.GetReceiptAsync(block.Number, position, cancellationToken)
            ?? throw new InvalidDataException($"Block {block.Number} has no receipt at position {position}.");
        await using LogStream logs = new(chain.Logs, block, position, cancellationToken);
        return await WriteInPartsAsync(() => WriteAsync(block, position, found.Row, receipt, logs, result, stream, cancellationToken));
    }

    private async ValueTask<RpcError?> WriteReceiptsAsync(BlockSelector selector, Utf8JsonWriter result, ResponseStream? stream, CancellationToken cancellationToken)
    {
        BlockRow? block = await chain.FindBlockAsync(selector, cancellationToken);
        if (block is null)
        {
            result.WriteNullValue();
            return null;
        }

        IReadOnlyList<TransactionRow> transactions = await chain.Blocks.GetTransactionsAsync(block.Number, cancellationToken);
        IReadOnlyList<StoredReceipt> receipts = await chain.Blocks.GetReceiptsAsync(block.Number, cancellationToken) ?? [];
        await using LogStream logs = new(chain.Logs, block, transaction: null, cancellationToken);
        return await WriteInPartsAsync(async () =>
        {
            result.WriteStartArray();
            for (int i = 0; i < transactions.Count; i++)
                await WriteAsync(block, i, transactions[i], receipts[i], logs, result, stream, cancellationToken);
            result.WriteEndArray();
        });
    }

    /// <summary>Writes a receipt with its logs, which are the next of <paramref name="logs"/>; what is enough for a part leaves.</summary>
    private static async Task WriteAsync(
        BlockRow block, int position, TransactionRow transaction, StoredReceipt receipt, LogStream logs, Utf8JsonWriter result, ResponseStream? stream, CancellationToken cancellationToken)
    {
        byte[] bloom = new byte[Bloom.Size];
        ReceiptJson.Begin(result, block, position, transaction, receipt);
        for (int i = 0; i < receipt.LogCount; i++)
        {
            ReceiptJson.AddLog(result, await logs.NextAsync(), bloom);
            if (stream is not null)
                await stream.PassOnAsync(result, cancellationToken);
        }

        ReceiptJson.End(result, bloom);
        if (stream is not null)
            await stream.PassOnAsync(result, cancellationToken);
    }

    private static async ValueTask<RpcError?> WriteInPartsAsync(Func<Task> write)
    {
        try
        {
            await write();
            return null;
        }
        catch (BlockReplacedException exception)
        {
            return RpcError.Refused(exception.Message);
        }
    }

    /// <summary>Reads the receipts of a block.</summary>
    internal async Task<BlockReceipts> ReadAsync(BlockRow block, CancellationToken cancellationToken)
    {
        IReadOnlyList<TransactionRow> transactions = await chain.Blocks.GetTransactionsAsync(block.Number, cancellationToken);
        IReadOnlyList<StoredReceipt> receipts = await chain.Blocks.GetReceiptsAsync(block.Number, cancellationToken) ?? [];
        IReadOnlyList<FoundLog> logs = receipts.Any(receipt => receipt.LogCount > 0) ? await chain.Logs.GetByBlockAsync(block.Number, cancellationToken) : [];
        return new BlockReceipts(block, transactions, receipts, logs.ToLookup(log => log.Log.TransactionPosition));
    }
}

/// <summary>The logs of a block, or of one of its transactions, one after the other.</summary>
internal sealed class LogStream(LogQueries queries, BlockRow block, int? transaction, CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<FoundLog> _logs = queries.ReadBlockAsync(block.Number, [], [], transaction, cancellationToken).GetAsyncEnumerator(cancellationToken);

    /// <summary>The next log.</summary>
    /// <exception cref="BlockReplacedException">There is none, or none of this block, because the block was rolled back meanwhile.</exception>
    public async ValueTask<FoundLog> NextAsync() =>
        await _logs.MoveNextAsync() && _logs.Current.BlockHash == block.Hash ? _logs.Current : throw new BlockReplacedException(block.Number);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _logs.DisposeAsync();
}

/// <summary>The receipts of one block in memory.</summary>
internal sealed class BlockReceipts(BlockRow block, IReadOnlyList<TransactionRow> transactions, IReadOnlyList<StoredReceipt> receipts, ILookup<int, FoundLog> logs)
{
    /// <summary>How many there are.</summary>
    public int Count => transactions.Count;

    /// <summary>Whether the transaction at <paramref name="position"/> is this one; not after a rollback between the block's announcement and the reading.</summary>
    public bool Holds(int position, in Hash256 transaction) => position < Count && transactions[position].Hash == transaction;

    /// <summary>Writes Ethereum's encoding of the receipt at <paramref name="position"/> (EIP-2718) as data.</summary>
    public void WriteRaw(Utf8JsonWriter json, int position) => json.WriteData(ReceiptRlp.Encode(receipts[position], [.. logs[position].Select(found => found.Log)]));

    /// <summary>Writes the receipt at <paramref name="position"/>.</summary>
    public void Write(Utf8JsonWriter json, int position) => ReceiptJson.Write(json, block, position, transactions[position], receipts[position], logs[position]);
}
