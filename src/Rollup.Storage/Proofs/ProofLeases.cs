using Dapper;
using Npgsql;

namespace Rollup.Storage.Proofs;

/// <summary>
/// How a worker takes a job, keeps it and gives it back; see <see cref="ProofStatus"/>. Every statement after the first demands the lease's token, so that a worker whose lease is over changes nothing. Times
/// are the database's, because workers' clocks may differ.
/// </summary>
public sealed class ProofLeases(Database database)
{
    /// <summary>A job stops after so many failures.</summary>
    public const int MaxFailures = 3;

    /// <summary>A job stops after so many leases that ended without a word: it may be what ends the workers.</summary>
    public const int MaxLosses = 20;

    /// <summary>Workers that were silent for so long do not count as there.</summary>
    public static readonly TimeSpan WorkerSilence = TimeSpan.FromSeconds(30);

    /// <summary>What is stored for @input is not valid, for a @reason.</summary>
    internal const string RejectResult =
        """
        UPDATE proof_jobs SET
            status = CASE WHEN cardinality(failed_on) + 1 >= @max THEN 4 ELSE 1 END, failed_on = failed_on || coalesce(worker, ''), error = @reason,
            result = NULL, finished_at = now(), enqueued_at = NULL
        WHERE id = @input AND status = 3
        """;

    /// <summary>
    /// Takes a job that is ready and of the worker's program; null if there is nothing to take. A worker that has failed the job leaves it to the others that have not, as long as there are any.
    /// </summary>
    public async Task<ProofLease?> TryTakeAsync(long job, string worker, ReadOnlyMemory<byte> programKey, TimeSpan duration, CancellationToken cancellation)
    {
        Guid token = Guid.NewGuid();
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        ProofJobReader.Row? row = await connection.QuerySingleOrDefaultAsync<ProofJobReader.Row>(new CommandDefinition(
            $"""
            UPDATE proof_jobs SET
                status = 2, lease_token = @token, lease_expires = now() + @duration, worker = @worker, attempts = attempts + 1,
                stage = '', progress = 0, progress_at = now(), started_at = now()
            WHERE id = @job AND status = 1 AND program_key = @key
              AND (NOT @worker = ANY(failed_on)
                   OR NOT EXISTS (SELECT 1 FROM proof_workers w WHERE w.program_key = @key AND w.seen_at > now() - @silence AND NOT w.name = ANY(failed_on)))
            RETURNING {ProofJobReader.Columns}
            """,
            new { job, token, worker, duration, key = programKey.ToArray(), silence = WorkerSilence },
            cancellationToken: cancellation));
        return row is null ? null : new ProofLease(row.ToJob(), token);
    }

    /// <summary>Renews the lease and says how far the work is. False if the lease is over: the work must stop.</summary>
    public async Task<bool> RenewAsync(ProofLease lease, TimeSpan duration, string stage, double progress, CancellationToken cancellation) => await ExecuteAsync(
        """
        UPDATE proof_jobs SET
            lease_expires = now() + @duration, stage = @stage, progress = @progress,
            progress_at = CASE WHEN stage = @stage AND progress = @progress THEN progress_at ELSE now() END
        WHERE id = @job AND status = 2 AND lease_token = @token
        """,
        lease,
        new { duration, stage, progress = (float)progress },
        cancellation) == 1;

    /// <summary>Records the verified result and frees the jobs that waited for it alone. False if the lease is over: nothing has changed.</summary>
    public async Task<bool> CompleteAsync(ProofLease lease, ReadOnlyMemory<byte> result, long cells, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        await using NpgsqlTransaction scope = await connection.BeginTransactionAsync(cancellation);
        int completed = await connection.ExecuteAsync(Command(
            """
            UPDATE proof_jobs SET status = 3, result = @result, cells = @cells, progress = 1, progress_at = now(), finished_at = now(), error = NULL, lease_token = NULL, lease_expires = NULL
            WHERE id = @job AND status = 2 AND lease_token = @token
            """,
            lease,
            new { result = result.ToArray(), cells },
            cancellation));
        if (completed == 0)
            return false;
        // The locks order the completions of siblings: the second one sees the first.
        const string Parents = "inputs @> ARRAY[@job] AND status = 0";
        await connection.ExecuteAsync(Command($"SELECT FROM proof_jobs WHERE {Parents} ORDER BY id FOR UPDATE", lease, new { }, cancellation));
        await connection.ExecuteAsync(Command(
            $"""
            UPDATE proof_jobs SET status = 1, ready_at = now(), enqueued_at = NULL
            WHERE {Parents} AND NOT EXISTS (SELECT 1 FROM proof_jobs i WHERE i.id = ANY(proof_jobs.inputs) AND i.status <> 3)
            """,
            lease,
            new { },
            cancellation));
        await scope.CommitAsync(cancellation);
        return true;
    }

    /// <summary>Gives the job back with the reason why it could not be done; after <see cref="MaxFailures"/> it stops. False if the lease is over.</summary>
    public async Task<bool> FailAsync(ProofLease lease, string reason, CancellationToken cancellation) => await ExecuteAsync(
        """
        UPDATE proof_jobs SET
            status = CASE WHEN cardinality(failed_on) + 1 >= @max THEN 4 ELSE 1 END, failed_on = failed_on || worker, error = @reason,
            finished_at = now(), enqueued_at = NULL, lease_token = NULL, lease_expires = NULL
        WHERE id = @job AND status = 2 AND lease_token = @token
        """,
        lease,
        new { max = MaxFailures, reason },
        cancellation) == 1;

    /// <summary>Gives the job back undone, without counting it: the worker stops. False if the lease is over.</summary>
    public async Task<bool> ReturnAsync(ProofLease lease, CancellationToken cancellation) => await ExecuteAsync(
        """
        UPDATE proof_jobs SET status = 1, attempts = attempts - 1, enqueued_at = NULL, lease_token = NULL, lease_expires = NULL
        WHERE id = @job AND status = 2 AND lease_token = @token
        """,
        lease,
        new { },
        cancellation) == 1;

    /// <summary>
    /// The stored result of an input is not valid: that job is to be done again, which counts as a failure of it, and this one waits for it. False if the lease is over.
    /// </summary>
    public async Task<bool> RejectInputAsync(ProofLease lease, long input, string reason, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        await using NpgsqlTransaction scope = await connection.BeginTransactionAsync(cancellation);
        int waiting = await connection.ExecuteAsync(Command(
            """
            UPDATE proof_jobs SET status = 0, attempts = attempts - 1, enqueued_at = NULL, lease_token = NULL, lease_expires = NULL
            WHERE id = @job AND status = 2 AND lease_token = @token AND @input = ANY(inputs)
            """,
            lease,
            new { input },
            cancellation));
        if (waiting == 0)
            return false;
        await connection.ExecuteAsync(Command(RejectResult, lease, new { input, max = MaxFailures, reason }, cancellation));
        await scope.CommitAsync(cancellation);
        return true;
    }

    /// <summary>Says that the worker is there.</summary>
    public async Task AnnounceAsync(string worker, ReadOnlyMemory<byte> programKey, int threads, long memoryBytes, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO proof_workers (name, program_key, threads, memory_bytes) VALUES (@worker, @key, @threads, @memoryBytes)
            ON CONFLICT (name) DO UPDATE SET program_key = excluded.program_key, threads = excluded.threads, memory_bytes = excluded.memory_bytes, seen_at = now()
            """,
            new { worker, key = programKey.ToArray(), threads, memoryBytes },
            cancellationToken: cancellation));
    }

    private static CommandDefinition Command(string sql, ProofLease lease, object parameters, CancellationToken cancellation)
    {
        DynamicParameters all = new(parameters);
        all.Add("job", lease.Job.Id);
        all.Add("token", lease.Token);
        return new CommandDefinition(sql, all, cancellationToken: cancellation);
    }

    private async Task<int> ExecuteAsync(string sql, ProofLease lease, object parameters, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        return await connection.ExecuteAsync(Command(sql, lease, parameters, cancellation));
    }
}
