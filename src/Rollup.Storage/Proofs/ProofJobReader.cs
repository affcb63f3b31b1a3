using Dapper;
using Npgsql;
using Rollup.Kernel.Primitives;

namespace Rollup.Storage.Proofs;

/// <summary>Reads proof jobs and workers.</summary>
public sealed class ProofJobReader(Database database)
{
    internal const string Columns =
        """
        id, kind, status, program_key, from_batch, to_batch, to_hash, level, position, start_cycle, end_cycle, inputs, attempts, losses, failed_on, error,
        worker, stage, progress, progress_at, cells, created_at, started_at, finished_at, coalesce(octet_length(result), 0) AS result_bytes
        """;

    /// <summary>The job with this id.</summary>
    public async Task<ProofJob?> GetAsync(long id, CancellationToken cancellation) =>
        (await QueryAsync("WHERE id = @id", new { id }, cancellation)).FirstOrDefault();

    /// <summary>The live jobs whose range lies in [<paramref name="from"/>, <paramref name="to"/>], from the leaves of each plan to its root.</summary>
    public Task<IReadOnlyList<ProofJob>> ListAsync(ulong from, ulong to, CancellationToken cancellation) => QueryAsync(
        "WHERE from_batch >= @from AND to_batch <= @to AND status <> 5 ORDER BY kind, level, from_batch, position", new { from = (long)from, to = (long)to }, cancellation);

    /// <summary>The jobs in one of these states, oldest range first.</summary>
    public Task<IReadOnlyList<ProofJob>> ListAsync(IReadOnlyList<ProofStatus> statuses, int limit, CancellationToken cancellation) => QueryAsync(
        "WHERE status = ANY(@statuses) ORDER BY from_batch, kind DESC, level, position LIMIT @limit", new { statuses = statuses.Select(status => (short)status).ToArray(), limit }, cancellation);

    /// <summary>The live jobs of a kind for a program, by range, from batch <paramref name="from"/> on.</summary>
    public Task<IReadOnlyList<ProofJob>> ListAsync(ProofKind kind, ReadOnlyMemory<byte> programKey, ulong from, CancellationToken cancellation) => QueryAsync(
        "WHERE kind = @kind AND program_key = @key AND from_batch >= @from AND status <> 5 ORDER BY from_batch, to_batch",
        new { kind = (short)kind, key = programKey.ToArray(), from = (long)from }, cancellation);

    /// <summary>The result of a job that is done.</summary>
    public async Task<ReadOnlyMemory<byte>?> GetResultAsync(long id, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        byte[]? result = await connection.QuerySingleOrDefaultAsync<byte[]>(new CommandDefinition(
            "SELECT result FROM proof_jobs WHERE id = @id AND status = 3", new { id }, cancellationToken: cancellation));
        return result is null ? default(ReadOnlyMemory<byte>?) : result;
    }

    /// <summary>How many jobs there are, by kind and status.</summary>
    public async Task<IReadOnlyDictionary<(ProofKind Kind, ProofStatus Status), long>> CountAsync(CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        IEnumerable<(short Kind, short Status, long Count)> rows = await connection.QueryAsync<(short, short, long)>(new CommandDefinition(
            "SELECT kind, status, count(*) FROM proof_jobs GROUP BY kind, status", cancellationToken: cancellation));
        return rows.ToDictionary(row => ((ProofKind)row.Kind, (ProofStatus)row.Status), row => row.Count);
    }

    /// <summary>The workers that have said so lately.</summary>
    public async Task<IReadOnlyList<ProofWorkerRow>> ListWorkersAsync(TimeSpan silence, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        IEnumerable<(string Name, byte[] Key, int Threads, long Memory, DateTime Started, DateTime Seen)> rows = await connection.QueryAsync<(string, byte[], int, long, DateTime, DateTime)>(new CommandDefinition(
            "SELECT name, program_key, threads, memory_bytes, started_at, seen_at FROM proof_workers WHERE seen_at > now() - @silence ORDER BY name", new { silence }, cancellationToken: cancellation));
        return [.. rows.Select(row => new ProofWorkerRow(row.Name, row.Key, row.Threads, row.Memory, new DateTimeOffset(row.Started, TimeSpan.Zero), new DateTimeOffset(row.Seen, TimeSpan.Zero)))];
    }

    internal async Task<IReadOnlyList<ProofJob>> QueryAsync(string condition, object parameters, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        return [.. (await connection.QueryAsync<Row>(new CommandDefinition($"SELECT {Columns} FROM proof_jobs {condition}", parameters, cancellationToken: cancellation))).Select(row => row.ToJob())];
    }

    /// <summary>A row with the columns' names.</summary>
    internal sealed class Row
    {
#pragma warning disable IDE1006 // Dapper sets properties by the columns' names.
        public long id { get; set; }
        public short kind { get; set; }
        public short status { get; set; }
        public byte[] program_key { get; set; } = [];
        public long from_batch { get; set; }
        public long to_batch { get; set; }
        public byte[] to_hash { get; set; } = [];
        public int level { get; set; }
        public int position { get; set; }
        public long start_cycle { get; set; }
        public long end_cycle { get; set; }
        public long[] inputs { get; set; } = [];
        public int attempts { get; set; }
        public int losses { get; set; }
        public string[] failed_on { get; set; } = [];
        public string? error { get; set; }
        public string? worker { get; set; }
        public string stage { get; set; } = "";
        public float progress { get; set; }
        public DateTime? progress_at { get; set; }
        public long cells { get; set; }
        public DateTime created_at { get; set; }
        public DateTime? started_at { get; set; }
        public DateTime? finished_at { get; set; }
        public int result_bytes { get; set; }
#pragma warning restore IDE1006

        public ProofJob ToJob() => new()
        {
            Id = id,
            Kind = (ProofKind)kind,
            Status = (ProofStatus)status,
            ProgramKey = program_key,
            Range = new ProofRange((ulong)from_batch, (ulong)to_batch, Hash256.FromSpan(to_hash)),
            Level = level,
            Position = position,
            StartCycle = start_cycle,
            EndCycle = end_cycle,
            Inputs = inputs,
            Attempts = attempts,
            Losses = losses,
            FailedOn = failed_on,
            Error = error,
            Worker = worker,
            Stage = stage,
            Progress = progress,
            ProgressAt = Time(progress_at),
            Cells = cells,
            CreatedAt = new DateTimeOffset(created_at, TimeSpan.Zero),
            StartedAt = Time(started_at),
            FinishedAt = Time(finished_at),
            ResultBytes = result_bytes,
        };

        private static DateTimeOffset? Time(DateTime? value) => value is { } time ? new DateTimeOffset(time, TimeSpan.Zero) : null;
    }
}
