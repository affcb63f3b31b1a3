using Npgsql;
using Rollup.Kernel.Primitives;
using Rollup.Storage.Batches;
using Rollup.Storage.Blocks;
using Rollup.Storage.Lease;
using Rollup.Storage.StateData;
using Rollup.Storage.Transactions;

namespace Rollup.Storage.Chain;

/// <summary>The chain as a whole: its identity, its genesis, and its rollback.</summary>
public static class ChainLedger
{
    /// <summary>Which chain the database holds; null while it is empty.</summary>
    public static async Task<ChainIdentity?> GetIdentityAsync(Database database, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = database.DataSource.CreateCommand("SELECT l2_chain_id, config_hash, genesis_hash FROM chain");
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? new ChainIdentity(reader.Number(0), reader.Hash(1), reader.Hash(2)) : null;
    }

    /// <summary>Writes a chain's genesis with its state. False if another process was first: then the database holds a chain already.</summary>
    public static async Task<bool> TryWriteGenesisAsync(
        Database database, ChainIdentity identity, BlockCommit block, BatchRow batch, StateBatch state, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation);
        try
        {
            await WriteGenesisAsync(connection, identity, block, batch, cancellation);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }

        await new PostgresStateStore(database).WriteAsync(connection, state, cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    /// <summary>
    /// Writes the identity, block 0 and batch 0, in the transaction that is open on <paramref name="connection"/>. No lease guards it: of two
    /// processes that try, the first to write the identity wins.
    /// </summary>
    /// <exception cref="PostgresException">The database holds a chain already (<see cref="PostgresErrorCodes.UniqueViolation"/>).</exception>
    public static async Task WriteGenesisAsync(NpgsqlConnection connection, ChainIdentity identity, BlockCommit block, BatchRow batch, CancellationToken cancellation)
    {
        await using var insert = new NpgsqlCommand("INSERT INTO chain (l2_chain_id, config_hash, genesis_hash) VALUES ($1, $2, $3)", connection)
        {
            Parameters = { Parameter.Of(identity.ChainId), Parameter.Of(identity.ConfigHash), Parameter.Of(identity.GenesisHash) },
        };
        await insert.ExecuteNonQueryAsync(cancellation);
        await BlockWriter.WriteAsync(connection, block, cancellation);
        await BatchWriter.WriteAsync(connection, batch, ReadOnlyMemory<byte>.Empty, ReadOnlyMemory<byte>.Empty, cancellation);
    }

    /// <summary>
    /// Writes a batch that was rebuilt from L1, its state, and its last block, on which the chain continues, in place of the last block of the batch before: the
    /// other blocks are not known. All at once.
    /// </summary>
    /// <exception cref="LeaseLostException">Another process leads.</exception>
    public static async Task WriteRebuiltAsync(
        Database database, SequencerLease lease, BatchRow batch, ReadOnlyMemory<byte> data, StateBatch state, BlockCommit lastBlock, CancellationToken cancellation)
    {
        await using FencedTransaction transaction = await lease.BeginTransactionAsync(cancellation);
        await using (var delete = new NpgsqlCommand("DELETE FROM blocks WHERE number > 0", transaction.Connection))
            await delete.ExecuteNonQueryAsync(cancellation);
        await BlockWriter.WriteAsync(transaction.Connection, lastBlock, cancellation);
        await BatchWriter.WriteAsync(transaction.Connection, batch, data, ReadOnlyMemory<byte>.Empty, cancellation);
        await new PostgresStateStore(database).WriteAsync(transaction.Connection, state, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>
    /// Removes the batches after <paramref name="lastKeptBatch"/> and the blocks after its last one. Their transactions are pending again;
    /// their L1 queue items are recorded as removed. The caller commits, together with the rollback of the state.
    /// </summary>
    /// <param name="transaction">The lease holder's transaction.</param>
    /// <param name="lastKeptBatch">A sealed batch.</param>
    /// <param name="why">Why, for the records of the queue items.</param>
    /// <param name="now">The time of the removals.</param>
    /// <param name="cancellation">Stops the work; the transaction must then be rolled back.</param>
    public static async Task RollbackAsync(FencedTransaction transaction, BatchRow lastKeptBatch, string why, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            CREATE TEMPORARY TABLE undone ON COMMIT DROP AS SELECT unnest(transaction_ids) AS id FROM blocks WHERE number > @block;
            DELETE FROM inclusions i USING undone u WHERE i.transaction_id = u.id;
            INSERT INTO removals (transaction_id, reason, detail, removed_at)
              SELECT t.id, @reason, @why, @now FROM transactions t JOIN undone u ON u.id = t.id WHERE get_byte(t.raw, 0) = 126; -- 0x7e
            DELETE FROM logs WHERE block > @block;
            DELETE FROM blocks WHERE number > @block;
            DELETE FROM batches WHERE number > @batch;
            DELETE FROM witnesses WHERE batch > @batch;
            """, transaction.Connection)
        {
            Parameters =
            {
                new NpgsqlParameter<long>("block", (long)lastKeptBatch.LastBlock),
                new NpgsqlParameter<long>("batch", (long)lastKeptBatch.Number),
                new NpgsqlParameter<short>("reason", (short)RemovalReason.RolledBack),
                new NpgsqlParameter<DateTime>("now", now.UtcDateTime),
                new NpgsqlParameter<string>("why", why),
            },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}

/// <summary>Which chain a database holds.</summary>
/// <param name="ChainId">The L2 chain id.</param>
/// <param name="ConfigHash">Hash of the chain's configuration.</param>
/// <param name="GenesisHash">Hash of block 0.</param>
public sealed record ChainIdentity(ulong ChainId, Hash256 ConfigHash, Hash256 GenesisHash);
