using Npgsql;

namespace Rollup.Storage.Operations;

/// <summary>What has been accepted and is not in a sealed batch: the beginning of the pipeline.</summary>
public sealed class IntakeReader(Database database)
{
    /// <summary>Reads it, with the oldest item of the L1 queue that is in no block.</summary>
    public async Task<IntakeState> ReadAsync(CancellationToken cancellation)
    {
        await using NpgsqlCommand command = database.DataSource.CreateCommand(
            """
            WITH head AS (SELECT number, pending_floor, queue_position FROM blocks ORDER BY number DESC LIMIT 1),
                 batch AS (SELECT number, last_block FROM batches ORDER BY number DESC LIMIT 1),
                 waiting AS (
                     SELECT count(*) AS blocks, coalesce(sum(octet_length(transaction_hashes) / 32), 0)::bigint AS transactions, coalesce(min(timestamp), 0) AS oldest
                     FROM blocks WHERE number > (SELECT last_block FROM batch)),
                 item AS (SELECT item_index, l1_timestamp FROM l1_items WHERE item_index >= (SELECT queue_position FROM head) ORDER BY item_index LIMIT 1)
            SELECT coalesce((SELECT max(id) FROM transactions), 0), coalesce((SELECT number FROM head), 0), coalesce((SELECT number FROM batch), 0), waiting.blocks, waiting.transactions, waiting.oldest,
                   (SELECT received_at FROM transactions t
                    WHERE t.id >= (SELECT pending_floor FROM head) AND NOT EXISTS (SELECT FROM inclusions i WHERE i.transaction_id = t.id) AND NOT EXISTS (SELECT FROM removals r WHERE r.transaction_id = t.id)
                    ORDER BY id LIMIT 1),
                   (SELECT item_index FROM item), (SELECT l1_timestamp FROM item)
            FROM waiting
            """);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        _ = await reader.ReadAsync(cancellation);
        return new IntakeState(
            reader.GetInt64(0),
            reader.GetInt64(1),
            reader.GetInt64(2),
            reader.GetInt64(3),
            reader.GetInt64(4),
            reader.GetInt64(3) == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(reader.GetInt64(5)),
            await reader.IsDBNullAsync(6, cancellation) ? null : reader.Time(6),
            await reader.IsDBNullAsync(7, cancellation) ? null : new UntakenItem(reader.Number(7), DateTimeOffset.FromUnixTimeSeconds(reader.GetInt64(8))));
    }
}

/// <summary>What has been accepted and is not in a sealed batch.</summary>
/// <param name="LastTransaction">The id of the newest accepted transaction.</param>
/// <param name="LastBlock">The newest block.</param>
/// <param name="SealedBatch">The newest sealed batch.</param>
/// <param name="Blocks">Blocks after it.</param>
/// <param name="Transactions">Transactions in those.</param>
/// <param name="OldestBlock">The time of the first of them; null without any.</param>
/// <param name="OldestPending">When the transaction was accepted that has waited longest for a block; null if none waits.</param>
/// <param name="OldestItem">The first item of L1's queue that is in no block; null if all are.</param>
public sealed record IntakeState(
    long LastTransaction, long LastBlock, long SealedBatch, long Blocks, long Transactions, DateTimeOffset? OldestBlock, DateTimeOffset? OldestPending, UntakenItem? OldestItem);

/// <summary>An item of the L1 queue that is in no block.</summary>
/// <param name="Index">Its position in the queue.</param>
/// <param name="QueuedAt">The time of the L1 block that it is in.</param>
public sealed record UntakenItem(ulong Index, DateTimeOffset QueuedAt);
