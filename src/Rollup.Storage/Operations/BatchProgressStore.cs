using Dapper;
using Npgsql;
using Rollup.Kernel.Primitives;

namespace Rollup.Storage.Operations;

/// <summary>When batches reached what, and what that cost (tables <c>batch_progress</c> and <c>l1_costs</c>).</summary>
public sealed class BatchProgressStore(Database database)
{
    /// <summary>
    /// Adds batches that were sealed since, and records which ones have moved on, or, with a reorg of L1 or a rollback, back. The first time it begins after what is final already, whose times nobody knows.
    /// </summary>
    public async Task AdvanceAsync(CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        await using NpgsqlTransaction scope = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            DELETE FROM batch_progress p WHERE finalized_at IS NULL AND NOT EXISTS (SELECT FROM batches b WHERE b.number = p.batch AND b.hash = p.hash);

            INSERT INTO batch_progress (batch, hash, transactions, data_bytes, sealed_at)
            SELECT b.number, b.hash, (SELECT coalesce(sum(octet_length(k.transaction_hashes) / 32), 0) FROM blocks k WHERE k.number BETWEEN b.first_block AND b.last_block), octet_length(b.data), b.sealed_at
            FROM batches b
            WHERE b.number > greatest(0, coalesce((SELECT max(batch) FROM batch_progress), (SELECT finalized_batch FROM l1_status), 0))
            ORDER BY b.number LIMIT 1000
            ON CONFLICT DO NOTHING;

            UPDATE batch_progress SET committed_at = CASE WHEN batch <= s.committed_batch THEN coalesce(committed_at, now()) END,
                proven_at = CASE WHEN batch <= s.proven_batch THEN coalesce(proven_at, now()) END,
                finalized_at = CASE WHEN batch <= s.finalized_batch THEN coalesce(finalized_at, now()) END
            FROM l1_status s
            WHERE finalized_at IS NULL
              AND ((batch <= s.committed_batch) <> (committed_at IS NOT NULL) OR (batch <= s.proven_batch) <> (proven_at IS NOT NULL) OR batch <= s.finalized_batch);
            """,
            cancellationToken: cancellation));
        await scope.CommitAsync(cancellation);
    }

    /// <summary>What is on its way: the batches that are not final, by how far they are.</summary>
    public async Task<IReadOnlyDictionary<BatchStage, StageBacklog>> ReadBacklogAsync(CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        IEnumerable<(int Stage, long Batches, long Transactions, DateTime Oldest)> rows = await connection.QueryAsync<(int, long, long, DateTime)>(new CommandDefinition(
            """
            SELECT CASE WHEN committed_at IS NULL THEN 0 WHEN proven_at IS NULL THEN 1 ELSE 2 END AS stage, count(*), sum(transactions)::bigint,
                   min(coalesce(proven_at, committed_at, sealed_at))
            FROM batch_progress WHERE finalized_at IS NULL GROUP BY 1
            """,
            cancellationToken: cancellation));
        return rows.ToDictionary(row => (BatchStage)row.Stage, row => new StageBacklog(row.Batches, row.Transactions, new DateTimeOffset(row.Oldest, TimeSpan.Zero)));
    }

    /// <summary>The newest batches with their transactions on L1, newest first.</summary>
    public async Task<IReadOnlyList<BatchReport>> ListAsync(int count, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        IEnumerable<Row> rows = await connection.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT p.batch, p.transactions, p.data_bytes, p.sealed_at, p.committed_at, p.proven_at, p.finalized_at,
                   coalesce(c.hash, l.transaction_hash) AS commit_hash, c.gas_used AS commit_gas, c.wei AS commit_wei,
                   f.hash AS proof_hash, f.gas_used AS proof_gas, f.wei AS proof_wei, f.from_batch AS proof_from, f.to_batch AS proof_to
            FROM (SELECT * FROM batch_progress ORDER BY batch DESC LIMIT @count) p
            LEFT JOIN l1_commits l ON l.batch = p.batch
            LEFT JOIN LATERAL (SELECT hash, gas_used, wei FROM l1_costs WHERE NOT is_proof AND to_batch = p.batch ORDER BY transaction_id DESC LIMIT 1) c ON p.committed_at IS NOT NULL
            LEFT JOIN LATERAL (
                SELECT hash, gas_used, wei, from_batch, to_batch FROM l1_costs
                WHERE is_proof AND to_batch >= p.batch AND from_batch <= p.batch ORDER BY transaction_id DESC LIMIT 1) f ON p.proven_at IS NOT NULL
            ORDER BY p.batch DESC
            """,
            new { count },
            cancellationToken: cancellation));
        return [.. rows.Select(row => row.ToReport())];
    }

    /// <summary>The mean time from sealing to finality of the last batches that became final; null without any.</summary>
    public async Task<TimeSpan?> ReadTimeToFinalityAsync(CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        double? seconds = await connection.QuerySingleAsync<double?>(new CommandDefinition(
            """
            SELECT avg(extract(epoch FROM finalized_at - sealed_at))::double precision
            FROM (SELECT finalized_at, sealed_at FROM batch_progress WHERE batch <= (SELECT finalized_batch FROM l1_status) AND finalized_at IS NOT NULL ORDER BY batch DESC LIMIT 10) AS last
            """,
            cancellationToken: cancellation));
        return seconds is { } known ? TimeSpan.FromSeconds(known) : null;
    }

    // Named like the columns, so that Dapper fills them by name.
#pragma warning disable IDE1006
    private sealed record Row(
        long batch, long transactions, long data_bytes, DateTime sealed_at, DateTime? committed_at, DateTime? proven_at, DateTime? finalized_at, byte[]? commit_hash, long? commit_gas, decimal? commit_wei,
        byte[]? proof_hash, long? proof_gas, decimal? proof_wei, long? proof_from, long? proof_to)
    {
        public BatchReport ToReport() => new(
            (ulong)batch,
            transactions,
            data_bytes,
            new DateTimeOffset(sealed_at, TimeSpan.Zero),
            Time(committed_at),
            Time(proven_at),
            Time(finalized_at),
            commit_hash is null || committed_at is null ? null : new BatchTransaction(Hash256.FromSpan(commit_hash), commit_gas, commit_wei, (ulong)batch, (ulong)batch),
            proof_hash is null ? null : new BatchTransaction(Hash256.FromSpan(proof_hash), proof_gas, proof_wei, (ulong)proof_from!.Value, (ulong)proof_to!.Value));

        private static DateTimeOffset? Time(DateTime? value) => value is { } time ? new DateTimeOffset(time, TimeSpan.Zero) : null;
    }
#pragma warning restore IDE1006
}

/// <summary>How far a batch is that is not final.</summary>
public enum BatchStage
{
    /// <summary>Sealed, and not on L1.</summary>
    Sealed = 0,

    /// <summary>Committed on L1, and not proven there.</summary>
    Committed = 1,

    /// <summary>Proven on L1, in a block that is not final.</summary>
    Proven = 2,
}

/// <summary>The batches of a stage.</summary>
/// <param name="Batches">How many.</param>
/// <param name="Transactions">In all of them.</param>
/// <param name="Oldest">When the first of them came into the stage.</param>
public sealed record StageBacklog(long Batches, long Transactions, DateTimeOffset Oldest);

/// <summary>A transaction on L1 for one batch or several.</summary>
/// <param name="Hash">Its hash.</param>
/// <param name="GasUsed">Its gas; null while not known, and of somebody else's.</param>
/// <param name="Wei">What it cost.</param>
/// <param name="FromBatch">The first batch that it was for.</param>
/// <param name="ToBatch">The last.</param>
public sealed record BatchTransaction(Hash256 Hash, long? GasUsed, decimal? Wei, ulong FromBatch, ulong ToBatch);

/// <summary>A batch from its sealing to its finality.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Transactions">Transactions in it.</param>
/// <param name="DataBytes">Bytes on L1.</param>
/// <param name="SealedAt">When it was sealed.</param>
/// <param name="CommittedAt">When it was seen committed; null if it is not.</param>
/// <param name="ProvenAt">When it was seen proven; null if it is not.</param>
/// <param name="FinalizedAt">When it was seen final; null if it is not.</param>
/// <param name="Commit">The transaction that committed it.</param>
/// <param name="Proof">The transaction that proved it.</param>
public sealed record BatchReport(
    ulong Number, long Transactions, long DataBytes, DateTimeOffset SealedAt, DateTimeOffset? CommittedAt, DateTimeOffset? ProvenAt, DateTimeOffset? FinalizedAt, BatchTransaction? Commit, BatchTransaction? Proof);
