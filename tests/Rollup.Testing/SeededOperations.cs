using Npgsql;
using Rollup.Kernel.Primitives;
using Rollup.Proving.Planning;
using Rollup.Proving.Provers;
using Rollup.Storage;
using Rollup.Storage.Proofs;

namespace Rollup.Testing;

/// <summary>
/// A chain that has been running for hours, written straight into the operators' tables of a database that holds a genesis: batches at every stage, their transactions on L1, plans at work with a failed job and a
/// repeated one, workers, samples. No node could go on from it; what operators see can be tested with it.
/// </summary>
public static class SeededOperations
{
    /// <summary>The newest sealed batch.</summary>
    public const int SealedBatch = 40;

    /// <summary>The newest final batch: the plans of all after it are there.</summary>
    public const int FinalizedBatch = 24;

    /// <summary>The job that was given up.</summary>
    public const string FailedJobError = "the proof of the segment <b>does not verify</b>";

    private const int CommittedBatch = 38;
    private const int ProvenBatch = 28;
    private const int CutBatch = 36;

    /// <summary>Writes it.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="segments">Segments of each batch's run: about three jobs each.</param>
    public static async Task FillAsync(string connectionString, int segments)
    {
        await using Database database = new(connectionString);
        await ExecuteAsync(database, ChainSql);
        ReadOnlyMemory<byte> key = ProgramKeyBytes.Pinned.Bytes;
        ProofPlans plans = new(database);
        ProofJobReader jobs = new(database);
        for (ulong number = FinalizedBatch + 1; number <= SealedBatch; number++)
        {
            ProofRange batch = Range(number, number);
            await plans.AddAsync(key, [BatchPlan.PlanOf(batch)], default);
            if (number > CutBatch)
                continue;
            long plan = (await jobs.ListAsync(ProofKind.Plan, key, number, default))[0].Id;
            // A plan looks at where segments begin and end; their statements matter to provers only.
            SegmentBoundary[] boundaries = [.. Enumerable.Range(0, segments).Select(i => new SegmentBoundary(i * 1_000_000L, (i + 1) * 1_000_000L, null!))];
            await plans.AddAsync(key, BatchPlan.Cut(batch, plan, boundaries), default);
        }

        await ExecuteAsync(database, WorkSql);
        IReadOnlyList<ProofJob> closes = await jobs.ListAsync(ProofKind.Close, key, FinalizedBatch + 1, default);
        foreach (ProofJob[] range in closes.Where(close => close.Range.To <= ProvenBatch + 4).Chunk(4))
            await plans.AddAsync(key, RangePlan.Of(range), default);
        await ExecuteAsync(database, RangeSql);
    }

    private static ProofRange Range(ulong from, ulong to) => new(from, to, Hash256.FromU256(to));

    private static async Task ExecuteAsync(Database database, string sql)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(default);
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Batches every four minutes, the newest sealed a minute ago; a batch's hash is its number.</summary>
    private static readonly string ChainSql =
        $"""
        INSERT INTO batches (number, hash, header, first_block, last_block, data, message_leaves, sealed_at)
        SELECT n, decode(lpad(to_hex(n), 64, '0'), 'hex'), (SELECT header FROM batches WHERE number = 0), 1000000 + n, 1000000 + n, decode(repeat('ab', 30000 + (n * 977) % 20000), 'hex'), '', now() - ({SealedBatch} - n) * interval '4 minutes' - interval '1 minute'
        FROM generate_series(1, {SealedBatch}) AS n;

        INSERT INTO batch_progress (batch, hash, transactions, data_bytes, sealed_at, committed_at, proven_at, finalized_at)
        SELECT number, hash, 150 + (number * 37) % 120, octet_length(data), sealed_at, CASE WHEN number <= {CommittedBatch} THEN sealed_at + interval '14 seconds' END,
               CASE WHEN number <= {ProvenBatch} THEN sealed_at + interval '21 minutes' END, CASE WHEN number <= {FinalizedBatch} THEN sealed_at + interval '34 minutes' + number * interval '7 seconds' END
        FROM batches WHERE number > 0;

        INSERT INTO l1_status (l1_block, committed_batch, safe_batch, proven_batch, finalized_batch, problem, updated_at)
        VALUES (23000000, {CommittedBatch}, {CommittedBatch}, {ProvenBatch}, {FinalizedBatch}, NULL, now() + interval '1 hour')
        ON CONFLICT (only_row) DO UPDATE SET committed_batch = excluded.committed_batch, safe_batch = excluded.safe_batch, proven_batch = excluded.proven_batch, finalized_batch = excluded.finalized_batch,
            l1_block = excluded.l1_block, updated_at = excluded.updated_at;

        INSERT INTO l1_transactions (purpose, sender, nonce, recipient, calldata, gas_limit, status, block_number, block_hash, created_at)
        SELECT 'commit:' || n, decode(repeat('5e', 20), 'hex'), n, decode(repeat('c0', 20), 'hex'), '', 3000000, CASE WHEN n > {CommittedBatch} THEN 0 ELSE 2 END, CASE WHEN n > {CommittedBatch} THEN NULL ELSE 23000000 - 40 + n END,
               CASE WHEN n > {CommittedBatch} THEN NULL ELSE decode(repeat('b1', 32), 'hex') END, now() - ({SealedBatch} - n) * interval '4 minutes' - interval '55 seconds'
        FROM generate_series(1, {CommittedBatch + 1}) AS n;
        INSERT INTO l1_transactions (purpose, sender, nonce, recipient, calldata, gas_limit, status, block_number, block_hash, created_at)
        SELECT 'prove:' || n - 3 || '-' || n, decode(repeat('5e', 20), 'hex'), 1000 + n, decode(repeat('c0', 20), 'hex'), '', 8000000, 2, 23000000 - 30 + n, decode(repeat('b2', 32), 'hex'), now() FROM generate_series(4, {ProvenBatch}, 4) AS n;
        INSERT INTO l1_attempts (hash, transaction_id, max_fee, max_priority_fee, raw, created_at)
        SELECT decode(lpad(to_hex(id * 7919), 64, 'e'), 'hex'), id, 3200000000, 100000000, '', created_at FROM l1_transactions;
        INSERT INTO l1_costs (transaction_id, is_proof, from_batch, to_batch, hash, block_hash, gas_used, wei)
        SELECT t.id, t.purpose LIKE 'prove:%', split_part(split_part(t.purpose, ':', 2), '-', 1)::bigint, split_part(split_part(t.purpose, ':', 2), '-', CASE WHEN t.purpose LIKE 'prove:%' THEN 2 ELSE 1 END)::bigint, a.hash, t.block_hash,
               gas, gas * 1730000000::numeric
        FROM (SELECT *, CASE WHEN purpose LIKE 'prove:%' THEN 5410000 + id * 13 ELSE 1650000 + id * 1711 END AS gas FROM l1_transactions) t JOIN l1_attempts a ON a.transaction_id = t.id WHERE t.status = 2;
        INSERT INTO l1_balances (account, wei, seen_at) VALUES (decode(repeat('5e', 20), 'hex'), 43210000000000000, now());

        INSERT INTO samples (at, last_transaction, last_block, included, gas_used, pending, sealed_batch, committed_batch, proven_batch, finalized_batch, cells, jobs_waiting, workers, seconds_to_final)
        SELECT to_timestamp(floor(extract(epoch FROM now()) / 10) * 10 - 10 * i), 1000000 - 9 * i, 500000 - i, 6 + (2160 - i) % 7 + 3 * sin(i / 90.0), 700000 + 4000 * (i % 40), greatest(0, 14 + 12 * sin(i / 45.0)), 40 - i / 24, 38 - i / 24,
               greatest(0, 36 - i / 20), greatest(0, 34 - i / 20), CASE WHEN i % 6 = 0 THEN 5400000000 + 30000000 * (i % 50) ELSE 0 END, 300 - i % 90, 2, CASE WHEN i % 24 = 0 THEN 2040 + 4 * (i % 97) END
        FROM generate_series(1, 2160) AS i WHERE i NOT BETWEEN 1290 AND 1380;
        """;

    /// <summary>Everything up to batch 33 is done, batch 34 is being worked on, and batch 35 has a job that was given up.</summary>
    private static readonly string WorkSql =
        $"""
        UPDATE proof_jobs SET status = 3, attempts = 1, worker = 'prover-' || 1 + id % 2 || '/4711/5f3a', progress = 1, ready_at = created_at, result = decode(repeat('00', 700), 'hex'),
            cells = CASE kind WHEN 1 THEN 410000000 + id * 1009 WHEN 0 THEN 0 ELSE 96000000 END,
            started_at = now() - interval '40 minutes' + (to_batch - {FinalizedBatch}) * interval '4 minutes', finished_at = now() - interval '40 minutes' + (to_batch - {FinalizedBatch}) * interval '4 minutes' + (20 + id % 17) * interval '1 second'
        WHERE to_batch < 34 OR kind = 0;
        UPDATE proof_jobs SET status = 3, attempts = 1, worker = 'prover-1/4711/5f3a', progress = 1, cells = CASE kind WHEN 1 THEN 410000000 ELSE 96000000 END, result = '\x00', started_at = now() - interval '3 minutes', finished_at = now() - interval '2 minutes'
        WHERE to_batch = 34 AND (kind = 1 OR (kind = 2 AND position % 2 = 0));
        UPDATE proof_jobs SET status = 1, ready_at = now() WHERE to_batch = 34 AND kind = 2 AND status = 0;
        UPDATE proof_jobs SET status = 2, attempts = 1, lease_token = gen_random_uuid(), lease_expires = now() + interval '1 hour', worker = 'prover-1/4711/5f3a', stage = 'quotient', progress = 0.42, progress_at = now() - interval '1 second', started_at = now() - interval '19 seconds'
        WHERE to_batch = 34 AND kind = 2 AND position = 1;
        UPDATE proof_jobs SET status = 1, ready_at = now() WHERE to_batch >= 35 AND kind = 1;
        UPDATE proof_jobs SET status = 4, attempts = 3, losses = 1, failed_on = ARRAY['prover-1/4711/5f3a', 'prover-2/4712/9c01', 'prover-1/4711/5f3a'], error = '{FailedJobError}', worker = 'prover-1/4711/5f3a',
            started_at = now() - interval '9 minutes', finished_at = now() - interval '8 minutes'
        WHERE to_batch = 35 AND kind = 1 AND position = 1;
        UPDATE proof_jobs SET status = 2, attempts = 2, losses = 1, error = 'the worker prover-3 went silent', lease_token = gen_random_uuid(), lease_expires = now() + interval '1 hour', worker = 'prover-2/4711/5f3a', stage = 'trace commitment', progress = 0.11,
            progress_at = now() - interval '8 minutes', started_at = now() - interval '9 minutes'
        WHERE to_batch = 35 AND kind = 1 AND position = 0;
        INSERT INTO proof_workers (name, program_key, threads, memory_bytes, started_at, seen_at) SELECT 'prover-' || n || '/4711/5f3a', program_key, 2, 5100000000 + n * 100000000, now() - interval '5 hours', now() + interval '1 hour'
        FROM generate_series(1, 2) AS n, (SELECT program_key FROM proof_jobs LIMIT 1) AS k;
        """;

    /// <summary>The ranges up to the proven batch are done, the next is at its chain.</summary>
    private static readonly string RangeSql =
        $"""
        UPDATE proof_jobs SET status = 3, attempts = 1, worker = 'prover-1/4711/5f3a', progress = 1, cells = 120000000, result = decode(repeat('00', 89000), 'hex'), ready_at = created_at, started_at = now() - interval '12 minutes', finished_at = now() - interval '11 minutes'
        WHERE kind >= 5 AND to_batch <= {ProvenBatch};
        """;
}
