using Dapper;
using Npgsql;
using Rollup.Kernel.Primitives;

namespace Rollup.Storage.Proofs;

/// <summary>What the planner does to proof jobs: adds them, hands them to the queue, takes them back from workers that are gone, and ends those that nobody needs.</summary>
public sealed class ProofPlans(Database database)
{
    /// <summary>Adds jobs, all or none; those whose inputs are all done are ready. Jobs that exist already are used as they are.</summary>
    /// <returns>How many were added.</returns>
    public async Task<int> AddAsync(ReadOnlyMemory<byte> programKey, IReadOnlyList<PlannedJob> jobs, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        await using NpgsqlTransaction scope = await connection.BeginTransactionAsync(cancellation);
        long[] ids = new long[jobs.Count];
        int added = 0;
        for (int i = 0; i < ids.Length; i++)
        {
            PlannedJob job = jobs[i];
            long[] inputs = [.. job.Inputs.Select(input => input.Existing ?? ids[input.Planned])];
            // Locked, so that no input is found invalid between the question and the answer.
            await connection.ExecuteAsync(new CommandDefinition("SELECT FROM proof_jobs WHERE id = ANY(@inputs) ORDER BY id FOR SHARE", new { inputs }, cancellationToken: cancellation));
            (long id, bool isNew) = await connection.QuerySingleAsync<(long, bool)>(new CommandDefinition(
                """
                INSERT INTO proof_jobs (kind, status, program_key, from_batch, to_batch, to_hash, level, position, start_cycle, end_cycle, inputs, ready_at)
                SELECT @kind, CASE WHEN waits THEN 0 ELSE 1 END, @key, @from, @to, @hash, @level, @position, @start, @end, @inputs, CASE WHEN waits THEN NULL ELSE now() END
                FROM (SELECT EXISTS (SELECT 1 FROM unnest(@inputs) AS n (id) WHERE NOT EXISTS (SELECT 1 FROM proof_jobs i WHERE i.id = n.id AND i.status = 3)) AS waits) AS w
                ON CONFLICT (to_batch, from_batch, kind, level, position, program_key, to_hash) WHERE status <> 5 DO UPDATE SET kind = excluded.kind
                RETURNING id, xmax = 0
                """,
                new
                {
                    kind = (short)job.Kind,
                    key = programKey.ToArray(),
                    from = (long)job.Range.From,
                    to = (long)job.Range.To,
                    hash = job.Range.ToHash.AsSpan().ToArray(),
                    level = job.Level,
                    position = job.Position,
                    start = job.StartCycle,
                    end = job.EndCycle,
                    inputs,
                },
                cancellationToken: cancellation));
            ids[i] = id;
            added += isNew ? 1 : 0;
        }

        await scope.CommitAsync(cancellation);
        return added;
    }

    /// <summary>Sealed batches after <paramref name="after"/> that have no plan for the program, oldest first.</summary>
    public async Task<IReadOnlyList<ProofRange>> FindUnplannedAsync(ReadOnlyMemory<byte> programKey, ulong after, int limit, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        IEnumerable<(long Number, byte[] Hash)> rows = await connection.QueryAsync<(long, byte[])>(new CommandDefinition(
            """
            SELECT b.number, b.hash FROM batches b
            WHERE b.number > @after
              AND NOT EXISTS (SELECT 1 FROM proof_jobs j WHERE j.kind = 0 AND j.to_batch = b.number AND j.to_hash = b.hash AND j.program_key = @key AND j.status <> 5)
            ORDER BY b.number LIMIT @limit
            """,
            new { key = programKey.ToArray(), after = (long)after, limit },
            cancellationToken: cancellation));
        return [.. rows.Select(row => new ProofRange((ulong)row.Number, (ulong)row.Number, Hash256.FromSpan(row.Hash)))];
    }

    /// <summary>Plans of batches after <paramref name="after"/> that are done but not yet cut into jobs.</summary>
    public async Task<IReadOnlyList<(long Id, ProofRange Range)>> FindUncutAsync(ReadOnlyMemory<byte> programKey, ulong after, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        IEnumerable<(long Id, long Number, byte[] Hash)> rows = await connection.QueryAsync<(long, long, byte[])>(new CommandDefinition(
            """
            SELECT p.id, p.to_batch, p.to_hash FROM proof_jobs p
            WHERE p.kind = 0 AND p.status = 3 AND p.program_key = @key AND p.to_batch > @after
              AND NOT EXISTS (SELECT 1 FROM proof_jobs s WHERE s.inputs @> ARRAY[p.id] AND s.status <> 5)
            ORDER BY p.to_batch
            """,
            new { key = programKey.ToArray(), after = (long)after },
            cancellationToken: cancellation));
        return [.. rows.Select(row => (row.Id, new ProofRange((ulong)row.Number, (ulong)row.Number, Hash256.FromSpan(row.Hash))))];
    }

    /// <summary>The result of a job is not valid: it is to be made again, which counts as a failure of it. Nothing, if it has none.</summary>
    public Task<bool> RejectResultAsync(long job, string reason, CancellationToken cancellation) => ChangeAsync(
        ProofLeases.RejectResult, new { input = job, max = ProofLeases.MaxFailures, reason }, cancellation);

    /// <summary>
    /// Ends what nobody needs: jobs of batches that were reverted or sealed anew, unfinished ones of another program or of batches that are final, and ranges that L1 has proven in part, which it would refuse.
    /// Results for batches up to <paramref name="finalized"/> stay as they are: nothing reverts those.
    /// </summary>
    public async Task<int> SupersedeAsync(ReadOnlyMemory<byte> programKey, ulong proven, ulong finalized, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        return await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE proof_jobs j SET status = 5, finished_at = now(), result = NULL, lease_token = NULL, lease_expires = NULL
            WHERE status <> 5 AND (to_batch > @finalized OR status <> 3)
              AND (NOT EXISTS (SELECT 1 FROM batches b WHERE b.number = j.to_batch AND b.hash = j.to_hash)
                   OR (status <> 3 AND (program_key <> @key OR to_batch <= @finalized))
                   OR (kind >= 5 AND from_batch <= @proven AND to_batch > @proven))
            """,
            new { key = programKey.ToArray(), proven = (long)proven, finalized = (long)finalized },
            cancellationToken: cancellation));
    }

    /// <summary>Ends leases that were not renewed in time.</summary>
    public async Task<int> ReturnOrphansAsync(CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        return await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE proof_jobs SET
                status = CASE WHEN losses + 1 >= @max THEN 4 ELSE 1 END, losses = losses + 1, error = 'the worker ' || worker || ' went silent',
                enqueued_at = NULL, lease_token = NULL, lease_expires = NULL
            WHERE status = 2 AND lease_expires < now()
            """,
            new { max = ProofLeases.MaxLosses },
            cancellationToken: cancellation));
    }

    /// <summary>
    /// The ready jobs that the queue should hold now: the most urgent ones, oldest batch first and what is nearest to a final proof first, no more than the workers and one can take. They count as handed over
    /// at once; one that is still ready after <paramref name="patience"/> is handed over again.
    /// </summary>
    public async Task<IReadOnlyList<long>> TakeForQueueAsync(TimeSpan patience, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        return [.. await connection.QueryAsync<long>(new CommandDefinition(
            """
            UPDATE proof_jobs SET enqueued_at = now()
            WHERE id IN (
                SELECT id FROM (
                    SELECT id, enqueued_at FROM proof_jobs WHERE status = 1 ORDER BY from_batch, kind DESC, level DESC, position
                    LIMIT 1 + (SELECT count(*) FROM proof_workers WHERE seen_at > now() - @silence)) AS urgent
                WHERE enqueued_at IS NULL OR enqueued_at < now() - @patience)
            RETURNING id
            """,
            new { patience, silence = ProofLeases.WorkerSilence },
            cancellationToken: cancellation))];
    }

    /// <summary>Deletes the proofs of ranges that became final on L1 longer than <paramref name="keep"/> ago.</summary>
    public async Task<int> PruneAsync(ulong finalized, TimeSpan keep, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        return await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE proof_jobs SET result = NULL WHERE status = 3 AND result IS NOT NULL AND to_batch <= @finalized AND finished_at < now() - @keep",
            new { finalized = (long)finalized, keep },
            cancellationToken: cancellation));
    }

    /// <summary>An operator has a failed job tried again, as if it were new.</summary>
    public Task<bool> RetryAsync(long job, CancellationToken cancellation) => ChangeAsync(
        "UPDATE proof_jobs SET status = 1, failed_on = '{}', losses = 0, enqueued_at = NULL WHERE id = @job AND status = 4", new { job }, cancellation);

    /// <summary>An operator stops a job that is ready or being worked on; <see cref="RetryAsync"/> lets it go on.</summary>
    public Task<bool> CancelAsync(long job, CancellationToken cancellation) => ChangeAsync(
        "UPDATE proof_jobs SET status = 4, error = 'cancelled by an operator', finished_at = now(), lease_token = NULL, lease_expires = NULL WHERE id = @job AND status IN (1, 2)",
        new { job },
        cancellation);

    private async Task<bool> ChangeAsync(string sql, object parameters, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        return await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: cancellation)) > 0;
    }
}
