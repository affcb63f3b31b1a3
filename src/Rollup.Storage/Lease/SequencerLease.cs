using System.Globalization;
using Npgsql;

namespace Rollup.Storage.Lease;

/// <summary>
/// The right to lead: at most one process holds it. It is a <see cref="SessionLock"/> and an <see cref="Epoch"/> that increments with every
/// holder. A holder that has not noticed its loss yet cannot write: its <see cref="FencedTransaction"/>s find a newer epoch.
/// </summary>
/// <remarks>
/// A write that a frozen holder has left open would keep its successor waiting: after <see cref="PatienceWithWrites"/> it is ended; nobody can have been told of its success.
/// </remarks>
public sealed class SequencerLease : IAsyncDisposable
{
    private static readonly TimeSpan PatienceWithWrites = TimeSpan.FromSeconds(2);

    private readonly Database _database;
    private readonly SessionLock _lock;

    private SequencerLease(Database database, SessionLock sessionLock, long epoch)
    {
        _database = database;
        _lock = sessionLock;
        Epoch = epoch;
        _lock.KeepAlive();
    }

    /// <summary>Counts the holders; larger than any earlier holder's.</summary>
    public long Epoch { get; }

    /// <summary>Cancelled when the loss of the lease is noticed. The process must stop producing at once.</summary>
    public CancellationToken Lost => _lock.Lost;

    /// <summary>Waits for the lease, however long another process holds it and through outages of the database.</summary>
    /// <param name="database">The database to lead on.</param>
    /// <param name="holder">Who asks.</param>
    /// <param name="time">Clock for retries and keep-alive.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="PostgresException">The database answers, but not with a ledger: the schema is missing, access is denied.</exception>
    public static Task<SequencerLease> AcquireAsync(Database database, LeaseHolder holder, TimeProvider time, CancellationToken cancellation) =>
        SessionLock.WaitAsync(() => TryAcquireAsync(database, holder, time, cancellation), time, cancellation);

    /// <summary>Takes the lease if it is free; null if another process holds it.</summary>
    /// <exception cref="NpgsqlException">The database cannot be reached.</exception>
    public static async Task<SequencerLease?> TryAcquireAsync(Database database, LeaseHolder holder, TimeProvider time, CancellationToken cancellation)
    {
        if (await SessionLock.TryTakeAsync(database, AdvisoryLocks.Sequencer, time, cancellation) is not { } sessionLock) return null;
        try
        {
            return new SequencerLease(database, sessionLock, await BeginEpochAsync(sessionLock.Connection, holder, cancellation));
        }
        catch
        {
            await sessionLock.DisposeAsync();
            throw;
        }
    }

    /// <summary>The process that holds the lease, or held it last.</summary>
    /// <exception cref="NpgsqlException">The database cannot be reached.</exception>
    public static async Task<LeaseHolder> ReadHolderAsync(Database database, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = database.DataSource.CreateCommand("SELECT holder, url FROM sequencer_lease");
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? new LeaseHolder(reader.GetString(0), reader.GetString(1)) : new LeaseHolder("", "");
    }

    /// <summary>
    /// Increments the epoch. That waits for the share locks of the previous holder's transactions, so that what they write is visible before this
    /// lease begins; those that are still open after a while are ended.
    /// </summary>
    private static async Task<long> BeginEpochAsync(NpgsqlConnection connection, LeaseHolder holder, CancellationToken cancellation)
    {
        for (bool last = false; ; last = true)
        {
            try
            {
                await connection.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"SET lock_timeout = {(int)PatienceWithWrites.TotalMilliseconds}"), cancellation);
                await using var nextEpoch = new NpgsqlCommand(
                    "UPDATE sequencer_lease SET epoch = epoch + 1, holder = $1, url = $2, acquired_at = now() RETURNING epoch", connection)
                {
                    Parameters = { new() { Value = holder.Name }, new() { Value = holder.Url } },
                };
                return (long)(await nextEpoch.ExecuteScalarAsync(cancellation))!;
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable && !last)
            {
                // Only fenced transactions row-lock this table. Their sessions are this role's own, which it may end. A table of another database may
                // bear the same number, as it does where both are copies of one template.
                await connection.ExecuteAsync("""
                    SELECT pg_terminate_backend(pid) FROM pg_locks
                    WHERE relation = 'sequencer_lease'::regclass AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND mode = 'RowShareLock' AND granted AND pid <> pg_backend_pid()
                    """,
                    cancellation);
            }
        }
    }

    /// <summary>Begins a database transaction that can only commit while this lease is held.</summary>
    /// <exception cref="LeaseLostException">A newer holder exists.</exception>
    /// <exception cref="NpgsqlException">The database cannot be reached.</exception>
    public Task<FencedTransaction> BeginTransactionAsync(CancellationToken cancellation) => FencedTransaction.BeginAsync(_database, Epoch, cancellation);

    /// <summary>Gives the lease back; once is enough, twice does no harm.</summary>
    public ValueTask DisposeAsync() => _lock.DisposeAsync();
}

/// <summary>A process that leads or wants to.</summary>
/// <param name="Name">Host name and process, for the operator's eyes.</param>
/// <param name="Url">The JSON-RPC URL at which other nodes reach it; empty if it has none.</param>
public sealed record LeaseHolder(string Name, string Url)
{
    /// <summary>This process, without a URL.</summary>
    public static LeaseHolder Here(string url = "") => new($"{Environment.MachineName}/{Environment.ProcessId}", url);
}

/// <summary>This process is no longer the leading sequencer: another one took the lease, or the connection that held it broke.</summary>
public sealed class LeaseLostException : Exception
{
    /// <param name="message">How the loss was noticed.</param>
    /// <param name="inner">The failure that ended the lease, if any.</param>
    public LeaseLostException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
