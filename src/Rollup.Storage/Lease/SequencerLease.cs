using System.Globalization;
using Npgsql;

namespace Rollup.Storage.Lease;

/// <summary>
/// The right to lead: at most one process holds it. It is a session-level advisory lock on a connection of its own, so it ends with the
/// process or its connection, and an <see cref="Epoch"/> that increments with every holder. A holder that has not noticed its loss yet
/// cannot write: its <see cref="FencedTransaction"/>s find a newer epoch.
/// </summary>
/// <remarks>
/// A holder that is frozen or cut off from the database keeps its connection open as far as the server can tell. The server itself therefore ends
/// the session when it has been silent for <see cref="SessionTimeout"/>, which the keep-alive prevents while all is well. A write that such a
/// holder has left open would keep its successor waiting: after <see cref="PatienceWithWrites"/> it is ended, too; nobody can have been told of its success.
/// </remarks>
public sealed class SequencerLease : IAsyncDisposable
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan KeepAliveInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SessionTimeout = TimeSpan.FromSeconds(9);
    private static readonly TimeSpan PatienceWithWrites = TimeSpan.FromSeconds(2);
    private const int KeepAliveTimeoutSeconds = 5;

    private readonly Database _database;
    private readonly NpgsqlConnection _connection;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _released = new();
    private readonly Task _keepAlive;
    private int _disposed;

    private SequencerLease(Database database, NpgsqlConnection connection, long epoch, TimeProvider time)
    {
        _database = database;
        _connection = connection;
        Epoch = epoch;
        Lost = _lost.Token;
        _keepAlive = KeepAliveAsync(time);
    }

    /// <summary>Counts the holders; larger than any earlier holder's.</summary>
    public long Epoch { get; }

    /// <summary>Cancelled when the loss of the lease is noticed. The process must stop producing at once.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Waits for the lease, however long another process holds it and through outages of the database.</summary>
    /// <param name="database">The database to lead on.</param>
    /// <param name="holder">Who asks.</param>
    /// <param name="time">Clock for retries and keep-alive.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="PostgresException">The database answers, but not with a ledger: the schema is missing, access is denied.</exception>
    public static async Task<SequencerLease> AcquireAsync(Database database, LeaseHolder holder, TimeProvider time, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                if (await TryAcquireAsync(database, holder, time, cancellation) is { } lease) return lease;
            }
            catch (NpgsqlException error) when (error is not PostgresException || error.IsTransient)
            {
                // The database is away: a standby waits for it as it waits for the lease.
            }

            await Task.Delay(RetryInterval, time, cancellation);
        }
    }

    /// <summary>Takes the lease if it is free; null if another process holds it.</summary>
    /// <exception cref="NpgsqlException">The database cannot be reached.</exception>
    public static async Task<SequencerLease?> TryAcquireAsync(Database database, LeaseHolder holder, TimeProvider time, CancellationToken cancellation)
    {
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false, TcpKeepAlive = true, CommandTimeout = KeepAliveTimeoutSeconds };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellation);
            await connection.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"SET idle_session_timeout = {(int)SessionTimeout.TotalMilliseconds}"), cancellation);
            await using var tryLock = new NpgsqlCommand($"SELECT pg_try_advisory_lock({AdvisoryLocks.Sequencer})", connection);
            if (!(bool)(await tryLock.ExecuteScalarAsync(cancellation))!)
            {
                await connection.DisposeAsync();
                return null;
            }

            return new SequencerLease(database, connection, await BeginEpochAsync(connection, holder, cancellation), time);
        }
        catch
        {
            await connection.DisposeAsync();
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
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        await _released.CancelAsync();
        await _keepAlive;
        await _connection.DisposeAsync();
        _lost.Dispose();
        _released.Dispose();
    }

    private async Task KeepAliveAsync(TimeProvider time)
    {
        try
        {
            using var timer = new PeriodicTimer(KeepAliveInterval, time);
            while (await timer.WaitForNextTickAsync(_released.Token)) await _connection.ExecuteAsync("SELECT 1", _released.Token);
        }
        catch (OperationCanceledException) when (_released.IsCancellationRequested)
        {
            // Given back.
        }
        catch (Exception error) when (error is NpgsqlException or InvalidOperationException or OperationCanceledException)
        {
            await _lost.CancelAsync();
        }
    }
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
