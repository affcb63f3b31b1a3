using Dapper;
using Npgsql;
using Rollup.Storage.Proofs;

namespace Rollup.Storage.Operations;

/// <summary>Proof jobs as an operator wants to see them: counted, by range, and by what is unusual about them. Batches that are long final are left out, so that nothing costs more as the chain grows.</summary>
public sealed class ProofBoard(Database database)
{
    private readonly ProofJobReader _jobs = new(database);

    /// <summary>The live jobs of batches after <paramref name="finalized"/>, by kind and status.</summary>
    public async Task<IReadOnlyList<JobGroup>> CountAsync(ulong finalized, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        IEnumerable<(short Kind, short Status, long Count, long Losses, long Repeated)> rows = await connection.QueryAsync<(short, short, long, long, long)>(new CommandDefinition(
            """
            SELECT kind, status, count(*), sum(losses)::bigint, count(*) FILTER (WHERE attempts > 1)
            FROM proof_jobs WHERE status <> 5 AND to_batch > @finalized GROUP BY kind, status
            """,
            new { finalized = (long)finalized },
            cancellationToken: cancellation));
        return [.. rows.Select(row => new JobGroup((ProofKind)row.Kind, (ProofStatus)row.Status, row.Count, row.Losses, row.Repeated))];
    }

    /// <summary>What the jobs that were done lately cost, by kind.</summary>
    public async Task<IReadOnlyDictionary<ProofKind, JobCost>> ReadCostsAsync(TimeSpan period, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        IEnumerable<(short Kind, long Count, long Cells, double Seconds, DateTime First)> rows = await connection.QueryAsync<(short, long, long, double, DateTime)>(new CommandDefinition(
            """
            SELECT kind, count(*), sum(cells)::bigint, coalesce(sum(extract(epoch FROM finished_at - started_at)), 0)::double precision, coalesce(min(started_at), now())
            FROM proof_jobs WHERE status = 3 AND result IS NOT NULL AND finished_at > now() - @period GROUP BY kind
            """,
            new { period },
            cancellationToken: cancellation));
        return rows.ToDictionary(row => (ProofKind)row.Kind, row => new JobCost(row.Count, row.Cells, TimeSpan.FromSeconds(row.Seconds), new DateTimeOffset(row.First, TimeSpan.Zero)));
    }

    /// <summary>The jobs of batches after <paramref name="after"/>, at most <paramref name="count"/> of them, by range, kind and status.</summary>
    public async Task<IReadOnlyList<RangeGroup>> ListRangesAsync(ulong after, int count, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        IEnumerable<(long From, long To, short Kind, short Status, long Count, long Cells, double Progress, DateTime Created, DateTime? Finished)> rows =
            await connection.QueryAsync<(long, long, short, short, long, long, double, DateTime, DateTime?)>(new CommandDefinition(
                """
                SELECT from_batch, to_batch, kind, status, count(*), sum(cells)::bigint, sum(CASE WHEN status = 3 THEN 1 WHEN status = 2 THEN progress ELSE 0 END)::double precision, min(created_at), max(finished_at)
                FROM proof_jobs WHERE status <> 5 AND to_batch > @after AND to_batch <= @last GROUP BY from_batch, to_batch, kind, status
                """,
                new { after = (long)after, last = (long)after + count },
                cancellationToken: cancellation));
        return
        [
            .. rows.Select(row => new RangeGroup(
                (ulong)row.From, (ulong)row.To, (ProofKind)row.Kind, (ProofStatus)row.Status, row.Count, row.Cells, row.Progress, new DateTimeOffset(row.Created, TimeSpan.Zero),
                row.Finished is { } finished ? new DateTimeOffset(finished, TimeSpan.Zero) : null)),
        ];
    }

    /// <summary>Jobs of a sort, the newest ranges first.</summary>
    public Task<IReadOnlyList<ProofJob>> FindAsync(JobFilter filter, int limit, CancellationToken cancellation) => _jobs.QueryAsync(
        filter switch
        {
            JobFilter.Failed => "WHERE status = 4 ORDER BY from_batch, kind, level, position LIMIT @limit",
            JobFilter.Repeated => "WHERE attempts > 1 AND status <> 5 ORDER BY to_batch DESC, attempts DESC LIMIT @limit",
            JobFilter.Working => "WHERE status = 2 ORDER BY started_at LIMIT @limit",
            JobFilter.Ready => "WHERE status = 1 ORDER BY from_batch, kind DESC, level DESC, position LIMIT @limit",
            JobFilter.Planned => "WHERE status = 0 ORDER BY from_batch, kind, level, position LIMIT @limit",
            JobFilter.Done => "WHERE status = 3 AND result IS NOT NULL ORDER BY finished_at DESC LIMIT @limit",
            _ => throw new ArgumentOutOfRangeException(nameof(filter)),
        },
        new { limit },
        cancellation);

    /// <summary>The jobs that need the result of this one.</summary>
    public Task<IReadOnlyList<ProofJob>> ListParentsAsync(long job, CancellationToken cancellation) =>
        _jobs.QueryAsync("WHERE inputs @> ARRAY[@job] AND status <> 5 ORDER BY id", new { job }, cancellation);

    /// <summary>The live jobs whose range lies in [<paramref name="from"/>, <paramref name="to"/>] and whose kind is at least this one, at most <paramref name="limit"/>.</summary>
    public Task<IReadOnlyList<ProofJob>> ListPlanAsync(ulong from, ulong to, ProofKind leastKind, int limit, CancellationToken cancellation) => _jobs.QueryAsync(
        "WHERE from_batch >= @from AND to_batch BETWEEN @from AND @to AND kind >= @kind AND status <> 5 ORDER BY kind DESC, level DESC, from_batch, position LIMIT @limit",
        new { from = (long)from, to = (long)to, kind = (short)leastKind, limit }, cancellation);
}

/// <summary>Which jobs to list.</summary>
public enum JobFilter
{
    /// <summary>Those that an operator must look at.</summary>
    Failed,

    /// <summary>Those that were begun more than once.</summary>
    Repeated,

    /// <summary>Those that a worker has.</summary>
    Working,

    /// <summary>Those that wait for a worker.</summary>
    Ready,

    /// <summary>Those that wait for their inputs.</summary>
    Planned,

    /// <summary>Those that are done, as long as their proofs are kept.</summary>
    Done,
}

/// <summary>Jobs of a kind in a state.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Status">The state.</param>
/// <param name="Count">How many.</param>
/// <param name="Losses">Leases of theirs that ended without a word.</param>
/// <param name="Repeated">Those that were begun more than once.</param>
public sealed record JobGroup(ProofKind Kind, ProofStatus Status, long Count, long Losses, long Repeated);

/// <summary>What jobs cost that are done.</summary>
/// <param name="Count">How many.</param>
/// <param name="Cells">Cells of all of them.</param>
/// <param name="Time">Time that workers spent on them.</param>
/// <param name="FirstStart">When the first of them was begun.</param>
public sealed record JobCost(long Count, long Cells, TimeSpan Time, DateTimeOffset FirstStart);

/// <summary>Jobs of a range of batches, of a kind and in a state.</summary>
/// <param name="From">The first batch.</param>
/// <param name="To">The last batch.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Status">The state.</param>
/// <param name="Count">How many.</param>
/// <param name="Cells">Cells of those that are done.</param>
/// <param name="Progress">How many are done, those that are being worked on in part.</param>
/// <param name="CreatedAt">When the first of them was planned.</param>
/// <param name="FinishedAt">When the last of them ended.</param>
public sealed record RangeGroup(ulong From, ulong To, ProofKind Kind, ProofStatus Status, long Count, long Cells, double Progress, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt);
