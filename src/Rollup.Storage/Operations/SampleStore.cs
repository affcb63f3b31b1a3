using Dapper;
using Npgsql;

namespace Rollup.Storage.Operations;

/// <summary>How the whole system was, every ten seconds (table <c>samples</c>).</summary>
public sealed class SampleStore(Database database)
{
    /// <summary>The time that a sample stands for.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>How long samples are kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    /// <summary>Records the sample of the ten seconds that <paramref name="now"/> is in, unless there is one, and the pool's size, which only the process that leads knows.</summary>
    public async Task RecordAsync(DateTimeOffset now, long? pending, CancellationToken cancellation)
    {
        DateTime at = new(now.UtcTicks - (now.UtcTicks % Interval.Ticks), DateTimeKind.Utc);
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            WITH before AS (SELECT at, last_block FROM samples WHERE at < @at ORDER BY at DESC LIMIT 1),
                 since AS (SELECT coalesce((SELECT at FROM before), @at) AS at),
                 made AS (
                     SELECT coalesce(sum(octet_length(transaction_hashes) / 32), 0) AS included, coalesce(sum(gas_used), 0) AS gas
                     FROM blocks WHERE number > (SELECT last_block FROM before)),
                 status AS (SELECT committed_batch, proven_batch, finalized_batch FROM l1_status),
                 final AS (
                     SELECT extract(epoch FROM finalized_at - sealed_at) AS seconds FROM batch_progress
                     WHERE batch <= (SELECT finalized_batch FROM status) AND finalized_at >= (SELECT at FROM since) ORDER BY batch DESC LIMIT 1)
            INSERT INTO samples (
                at, last_transaction, last_block, included, gas_used, pending, sealed_batch, committed_batch, proven_batch, finalized_batch, cells, jobs_waiting, workers, seconds_to_final)
            SELECT @at, coalesce((SELECT max(id) FROM transactions), 0), coalesce((SELECT max(number) FROM blocks), 0), made.included, made.gas, @pending,
                   coalesce((SELECT max(number) FROM batches), 0), coalesce((SELECT committed_batch FROM status), 0), coalesce((SELECT proven_batch FROM status), 0),
                   coalesce((SELECT finalized_batch FROM status), 0),
                   (SELECT coalesce(sum(cells), 0) FROM proof_jobs WHERE status = 3 AND result IS NOT NULL AND finished_at >= (SELECT at FROM since)),
                   (SELECT count(*) FROM proof_jobs WHERE status IN (0, 1, 2)),
                   (SELECT count(*) FROM proof_workers WHERE seen_at > now() - interval '30 seconds'),
                   (SELECT seconds FROM final)
            FROM made
            ON CONFLICT (at) DO UPDATE SET pending = coalesce(samples.pending, excluded.pending)
            """,
            new { at, pending },
            cancellationToken: cancellation));
        await connection.ExecuteAsync(new CommandDefinition("DELETE FROM samples WHERE at < @before", new { before = at - Kept }, cancellationToken: cancellation));
    }

    /// <summary>The samples after <paramref name="since"/>, summed up over steps of <paramref name="step"/>, oldest first.</summary>
    public async Task<IReadOnlyList<SampledStep>> ReadAsync(DateTimeOffset since, TimeSpan step, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        IEnumerable<Row> rows = await connection.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT date_bin(@step, at, timestamptz 'epoch') AS at, count(*) AS samples, sum(included)::bigint AS included, sum(gas_used)::bigint AS gas_used, max(pending) AS pending,
                   max(sealed_batch - committed_batch) AS uncommitted, max(sealed_batch - proven_batch) AS unproven, sum(cells)::bigint AS cells, max(jobs_waiting) AS jobs_waiting, max(workers) AS workers,
                   avg(seconds_to_final)::real AS seconds_to_final
            FROM samples WHERE at > @since GROUP BY 1 ORDER BY 1
            """,
            new { since = since.UtcDateTime, step },
            cancellationToken: cancellation));
        return
        [
            .. rows.Select(row => new SampledStep(
                new DateTimeOffset(row.at, TimeSpan.Zero), row.samples * Interval, row.included, row.gas_used, row.pending, row.uncommitted, row.unproven, row.cells, row.jobs_waiting, row.workers, row.seconds_to_final)),
        ];
    }

    /// <summary>The newest sample but one that is at least this old, to measure rates against, and the pool's size as it was said last; null without any.</summary>
    public async Task<RateBase?> ReadRateBaseAsync(TimeSpan age, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        RateRow? row = await connection.QuerySingleOrDefaultAsync<RateRow>(new CommandDefinition(
            """
            SELECT at, last_transaction, last_block, sealed_batch, committed_batch, proven_batch, finalized_batch,
                   (SELECT pending FROM samples WHERE at > now() - interval '1 minute' ORDER BY at DESC LIMIT 1) AS pending
            FROM samples WHERE at < now() - @age ORDER BY at DESC LIMIT 1
            """,
            new { age },
            cancellationToken: cancellation));
        return row is null
            ? null
            : new RateBase(new DateTimeOffset(row.at, TimeSpan.Zero), row.last_transaction, row.last_block, row.sealed_batch, row.committed_batch, row.proven_batch, row.finalized_batch, row.pending);
    }

    // Named like the columns, so that Dapper fills them by name.
#pragma warning disable IDE1006
    private sealed record Row(
        DateTime at, long samples, long included, long gas_used, long? pending, long uncommitted, long unproven, long cells, long jobs_waiting, int workers, float? seconds_to_final);

    private sealed record RateRow(
        DateTime at, long last_transaction, long last_block, long sealed_batch, long committed_batch, long proven_batch, long finalized_batch, long? pending);
#pragma warning restore IDE1006
}

/// <summary>Samples of a step in time: sums of what happened, the highest of what was.</summary>
/// <param name="At">When the step began.</param>
/// <param name="Duration">The time that its samples stand for.</param>
/// <param name="Included">Transactions that came into blocks.</param>
/// <param name="GasUsed">Their gas.</param>
/// <param name="Pending">Transactions in the pool; null where nobody has said.</param>
/// <param name="Uncommitted">Sealed batches that were not on L1.</param>
/// <param name="Unproven">Sealed batches that were not proven on L1.</param>
/// <param name="Cells">Cells of the proof jobs that were done.</param>
/// <param name="JobsWaiting">Proof jobs that were not done.</param>
/// <param name="Workers">Prover processes.</param>
/// <param name="SecondsToFinal">From sealing to finality, of the batches that became final; null if none did.</param>
public sealed record SampledStep(
    DateTimeOffset At, TimeSpan Duration, long Included, long GasUsed, long? Pending, long Uncommitted, long Unproven, long Cells, long JobsWaiting, int Workers, float? SecondsToFinal);

/// <summary>Where everything stood at a time in the past.</summary>
/// <param name="At">That time.</param>
/// <param name="LastTransaction">The id of the newest accepted transaction then.</param>
/// <param name="LastBlock">The newest block.</param>
/// <param name="SealedBatch">The last sealed batch.</param>
/// <param name="CommittedBatch">The last one committed on L1.</param>
/// <param name="ProvenBatch">The last one proven on L1.</param>
/// <param name="FinalizedBatch">The last one proven in a final block of L1.</param>
/// <param name="Pending">Transactions in the pool, as said in the last minute.</param>
public sealed record RateBase(
    DateTimeOffset At, long LastTransaction, long LastBlock, long SealedBatch, long CommittedBatch, long ProvenBatch, long FinalizedBatch, long? Pending);
