using Dapper;
using Npgsql;
using Rollup.Kernel.Primitives;

namespace Rollup.Storage.L1;

/// <summary>What settlement keeps in PostgreSQL: where batches were committed (<c>l1_commits</c>) and where it stands (<c>l1_status</c>).</summary>
public sealed class SettlementStore(Database database)
{
    private const string SelectCommits = "SELECT batch, transaction_hash, block_number, block_hash FROM l1_commits";

    /// <summary>The commit of a batch; null if L1 has none.</summary>
    public async Task<CommitLocation?> ReadCommitAsync(ulong batch, CancellationToken cancellation) =>
        (await QueryCommitsAsync("WHERE batch = @batch", new { batch = (long)batch }, cancellation)).FirstOrDefault();

    /// <summary>The commit of the highest batch that has one.</summary>
    public async Task<CommitLocation?> ReadLastCommitAsync(CancellationToken cancellation) =>
        (await QueryCommitsAsync("ORDER BY batch DESC LIMIT 1", new { }, cancellation)).FirstOrDefault();

    /// <summary>The commits in L1 blocks after <paramref name="block"/>, by batch.</summary>
    public Task<IReadOnlyList<CommitLocation>> ReadCommitsAfterBlockAsync(ulong block, CancellationToken cancellation) =>
        QueryCommitsAsync("WHERE block_number > @block ORDER BY batch", new { block = (long)block }, cancellation);

    /// <summary>Forgets the commits of <paramref name="first"/> and all later batches.</summary>
    public async Task RemoveCommitsFromAsync(ulong first, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM l1_commits WHERE batch >= @first", new { first = (long)first }, cancellationToken: cancellation));
    }

    /// <summary>Records commits, all or none.</summary>
    public async Task AddCommitsAsync(IReadOnlyList<CommitLocation> commits, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        await using NpgsqlTransaction scope = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO l1_commits (batch, transaction_hash, block_number, block_hash) VALUES (@batch, @transaction, @number, @hash)
            ON CONFLICT (batch) DO UPDATE SET
                transaction_hash = excluded.transaction_hash, block_number = excluded.block_number, block_hash = excluded.block_hash
            """,
            commits.Select(commit => new
            {
                batch = (long)commit.Batch,
                transaction = commit.TransactionHash.AsSpan().ToArray(),
                number = (long)commit.BlockNumber,
                hash = commit.BlockHash.AsSpan().ToArray(),
            }).ToArray(),
            cancellationToken: cancellation));
        await scope.CommitAsync(cancellation);
    }

    /// <summary>Records the newest L1 block, the batches that are committed, safe, proven and final in it, and what is wrong.</summary>
    public async Task WriteStatusAsync(
        ulong l1Block, ulong committed, ulong safe, ulong proven, ulong finalized, string? problem, DateTimeOffset now, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO l1_status (l1_block, committed_batch, safe_batch, proven_batch, finalized_batch, problem, updated_at)
            VALUES (@l1Block, @committed, @safe, @proven, @finalized, @problem, @now)
            ON CONFLICT (only_row) DO UPDATE SET
                l1_block = excluded.l1_block, committed_batch = excluded.committed_batch, safe_batch = excluded.safe_batch, proven_batch = excluded.proven_batch,
                finalized_batch = excluded.finalized_batch, problem = excluded.problem, updated_at = excluded.updated_at
            """,
            new
            {
                l1Block = (long)l1Block,
                committed = (long)committed,
                safe = (long)safe,
                proven = (long)proven,
                finalized = (long)finalized,
                problem,
                now,
            },
            cancellationToken: cancellation));
    }

    /// <summary>The last status; null before the settler's first look.</summary>
    public async Task<SettlementStatus?> ReadStatusAsync(CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        StatusRow? row = await connection.QuerySingleOrDefaultAsync<StatusRow>(new CommandDefinition(
            """
            SELECT s.l1_block, s.committed_batch, s.safe_batch, coalesce(safe.last_block, 0) AS safe_block, s.proven_batch, s.finalized_batch,
                   coalesce(finalized.last_block, 0) AS finalized_block, s.problem, s.updated_at
            FROM l1_status s
            LEFT JOIN batches safe ON safe.number = s.safe_batch
            LEFT JOIN batches finalized ON finalized.number = s.finalized_batch
            """,
            cancellationToken: cancellation));
        return row is null
            ? null
            : new SettlementStatus(
                (ulong)row.l1_block,
                (ulong)row.committed_batch,
                (ulong)row.safe_batch,
                (ulong)row.safe_block,
                (ulong)row.proven_batch,
                (ulong)row.finalized_batch,
                (ulong)row.finalized_block,
                row.problem,
                new DateTimeOffset(row.updated_at, TimeSpan.Zero));
    }

    private async Task<IReadOnlyList<CommitLocation>> QueryCommitsAsync(string condition, object parameters, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        IEnumerable<(long Batch, byte[] Transaction, long Number, byte[] Hash)> rows = await connection.QueryAsync<(long, byte[], long, byte[])>(
            new CommandDefinition($"{SelectCommits} {condition}", parameters, cancellationToken: cancellation));
        return [.. rows.Select(row => new CommitLocation((ulong)row.Batch, Hash256.FromSpan(row.Transaction), (ulong)row.Number, Hash256.FromSpan(row.Hash)))];
    }

    // Named like the columns, so that Dapper fills them by name.
#pragma warning disable IDE1006
    private sealed record StatusRow(
        long l1_block, long committed_batch, long safe_batch, long safe_block, long proven_batch, long finalized_batch, long finalized_block, string? problem, DateTime updated_at);
#pragma warning restore IDE1006
}

/// <summary>The L1 transaction that committed a batch, and its block.</summary>
public sealed record CommitLocation(ulong Batch, Hash256 TransactionHash, ulong BlockNumber, Hash256 BlockHash);

/// <summary>What the settler saw last. Batches and blocks are numbers on L2; <paramref name="L1Block"/> is one on L1.</summary>
/// <param name="L1Block">The newest L1 block at that time.</param>
/// <param name="CommittedBatch">The last batch committed in it.</param>
/// <param name="SafeBatch">The last batch committed deep enough.</param>
/// <param name="SafeBlock">The last block of that batch.</param>
/// <param name="ProvenBatch">The last batch proven in the newest L1 block.</param>
/// <param name="FinalizedBatch">The last batch proven in a final L1 block.</param>
/// <param name="FinalizedBlock">The last block of that batch.</param>
/// <param name="Problem">Why settlement does not move on; null when all is well.</param>
/// <param name="UpdatedAt">When that was.</param>
public sealed record SettlementStatus(
    ulong L1Block,
    ulong CommittedBatch,
    ulong SafeBatch,
    ulong SafeBlock,
    ulong ProvenBatch,
    ulong FinalizedBatch,
    ulong FinalizedBlock,
    string? Problem,
    DateTimeOffset UpdatedAt);
