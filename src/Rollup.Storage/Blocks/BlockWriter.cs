using Npgsql;
using NpgsqlTypes;
using Rollup.Storage.Lease;
using Rollup.Storage.StateData;
using Rollup.Storage.Transactions;

namespace Rollup.Storage.Blocks;

/// <summary>Writes blocks: all of a block or nothing of it.</summary>
public static class BlockWriter
{
    /// <summary>Writes a block, its inclusions, logs and removals in one transaction of the lease holder.</summary>
    /// <exception cref="LeaseLostException">Another sequencer leads.</exception>
    /// <exception cref="NpgsqlException">The database failed; whether the block was written is unknown until it is read again.</exception>
    public static async Task WriteAsync(SequencerLease lease, BlockCommit commit, CancellationToken cancellation)
    {
        await using FencedTransaction transaction = await lease.BeginTransactionAsync(cancellation);
        await WriteAsync(transaction.Connection, commit, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>Replaces a block's state diff: the last block of a batch takes over what the batch itself writes. The caller commits.</summary>
    public static async Task ReplaceStateDiffAsync(FencedTransaction transaction, ulong number, ReadOnlyMemory<byte> stateDiff, CancellationToken cancellation)
    {
        await using var update = new NpgsqlCommand("UPDATE blocks SET state_diff = $2 WHERE number = $1", transaction.Connection)
        {
            Parameters = { Parameter.Of(number), Parameter.Of(stateDiff) },
        };
        await update.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Writes a block on a transaction that the caller commits.</summary>
    internal static async Task WriteAsync(NpgsqlConnection connection, BlockCommit commit, CancellationToken cancellation)
    {
        await InsertBlockAsync(connection, commit, cancellation);
        if (commit.QueueItems.Count > 0) await Copy.TransactionsAsync(connection, commit.QueueItems, cancellation);
        if (commit.TransactionIds.Length > 0) await Copy.InclusionsAsync(connection, commit.Row.Number, commit.TransactionIds, cancellation);
        await CodeWriter.WriteAsync(connection, commit.Codes, cancellation);
        if (commit.Logs.Count > 0) await Copy.LogsAsync(connection, commit.Logs, cancellation);
        if (commit.Removals.Count > 0) await Copy.RemovalsAsync(connection, commit.Removals, cancellation);
    }

    private static async Task InsertBlockAsync(NpgsqlConnection connection, BlockCommit commit, CancellationToken cancellation)
    {
        BlockRow row = commit.Row;
        await using var insert = new NpgsqlCommand(
            """
            INSERT INTO blocks (number, hash, header, timestamp, gas_used, gas_limit, base_fee, transaction_ids, transaction_hashes, receipts,
                                state_diff, message_leaves, queue_position, queue_rolling_hash, pending_floor, creations)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            """, connection)
        {
            Parameters =
            {
                Parameter.Of(row.Number), Parameter.Of(row.Hash), Parameter.Of(row.Header), Parameter.Of(row.Timestamp), Parameter.Of(row.GasUsed),
                Parameter.Of(row.GasLimit), Parameter.Of(row.BaseFee), new() { Value = commit.TransactionIds, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint },
                Parameter.Of(row.TransactionHashes), Parameter.Of(ReceiptCodec.Encode(commit.Receipts)), Parameter.Of(commit.StateDiff),
                Parameter.Of(commit.MessageLeaves), Parameter.Of(row.QueuePosition), Parameter.Of(row.QueueRollingHash), Parameter.Of((ulong)row.PendingFloor), Parameter.Of(ReceiptCodec.EncodeCreations(commit.Receipts)),
            },
        };
        await insert.ExecuteNonQueryAsync(cancellation);
    }
}

/// <summary>All that one block changes in the ledger; it is written in one database transaction.</summary>
public sealed record BlockCommit
{
    /// <summary>The block.</summary>
    public required BlockRow Row { get; init; }

    /// <summary>Ids of the block's transactions in order, L1 queue items included.</summary>
    public required long[] TransactionIds { get; init; }

    /// <summary>One receipt per transaction.</summary>
    public required IReadOnlyList<StoredReceipt> Receipts { get; init; }

    /// <summary>The logs of all receipts in order.</summary>
    public IReadOnlyList<LogRow> Logs { get; init; } = [];

    /// <summary>The block's changes of the state, as the state encodes them.</summary>
    public required ReadOnlyMemory<byte> StateDiff { get; init; }

    /// <summary>Leaves of the L2→L1 messages sent, 32 bytes each.</summary>
    public ReadOnlyMemory<byte> MessageLeaves { get; init; } = ReadOnlyMemory<byte>.Empty;

    /// <summary>The code that the block creates; some of it may be stored already.</summary>
    public IReadOnlyList<CodeRow> Codes { get; init; } = [];

    /// <summary>The L1 queue items among the transactions: they are first written with their block.</summary>
    public IReadOnlyList<TransactionRow> QueueItems { get; init; } = [];

    /// <summary>Transactions found invalid while the block was built.</summary>
    public IReadOnlyList<RemovalRow> Removals { get; init; } = [];
}
