using System.Globalization;
using Npgsql;

namespace Rollup.Storage.Lease;

/// <summary>
/// An advisory lock that one process holds on a connection of its own, so that it ends with the process or its connection.
/// </summary>
/// <remarks>
/// A holder that is frozen or cut off from the database keeps its connection open as far as the server can tell. The server itself therefore ends
/// the session when it has been silent for <see cref="SessionTimeout"/>, which the keep-alive prevents while all is well.
/// </remarks>
public sealed class SessionLock : IAsyncDisposable
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan KeepAliveInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SessionTimeout = TimeSpan.FromSeconds(9);
    private const int KeepAliveTimeoutSeconds = 5;

    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _released = new();
    private readonly TimeProvider _time;
    private Task _keepAlive = Task.CompletedTask;
    private int _disposed;

    private SessionLock(NpgsqlConnection connection, TimeProvider time)
    {
        Connection = connection;
        Lost = _lost.Token;
        _time = time;
    }

    /// <summary>Cancelled when the loss of the lock is noticed. What it protects must stop at once.</summary>
    public CancellationToken Lost { get; }

    /// <summary>The session that holds it. The keep-alive owns it from <see cref="KeepAlive"/> on.</summary>
    internal NpgsqlConnection Connection { get; }

    /// <summary>Waits for the right to post to L1, which one settler has at a time, through outages of the database.</summary>
    /// <exception cref="PostgresException">The database answers, but denies access.</exception>
    public static Task<SessionLock> AcquireSettlerAsync(Database database, TimeProvider time, CancellationToken cancellation) =>
        WaitAsync(() => TryAcquireSettlerAsync(database, time, cancellation), time, cancellation);

    /// <summary>Takes the right to post to L1 if it is free; null if another process holds it.</summary>
    /// <exception cref="NpgsqlException">The database cannot be reached.</exception>
    public static async Task<SessionLock?> TryAcquireSettlerAsync(Database database, TimeProvider time, CancellationToken cancellation)
    {
        SessionLock? free = await TryTakeAsync(database, AdvisoryLocks.Settler, time, cancellation);
        free?.KeepAlive();
        return free;
    }

    /// <summary>Tries until it succeeds, however long another process holds it.</summary>
    internal static async Task<T> WaitAsync<T>(Func<Task<T?>> tryTake, TimeProvider time, CancellationToken cancellation)
        where T : class
    {
        while (true)
        {
            try
            {
                if (await tryTake() is { } taken) return taken;
            }
            catch (NpgsqlException error) when (error is not PostgresException || error.IsTransient)
            {
                // The database is away: a standby waits for it as it waits for the lock.
            }

            await Task.Delay(RetryInterval, time, cancellation);
        }
    }

    /// <summary>Takes a lock if it is free; null if another process holds it.</summary>
    /// <exception cref="NpgsqlException">The database cannot be reached.</exception>
    internal static async Task<SessionLock?> TryTakeAsync(Database database, long number, TimeProvider time, CancellationToken cancellation)
    {
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false, TcpKeepAlive = true, CommandTimeout = KeepAliveTimeoutSeconds };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellation);
            await connection.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"SET idle_session_timeout = {(int)SessionTimeout.TotalMilliseconds}"), cancellation);
            await using var tryLock = new NpgsqlCommand(string.Create(CultureInfo.InvariantCulture, $"SELECT pg_try_advisory_lock({number})"), connection);
            if ((bool)(await tryLock.ExecuteScalarAsync(cancellation))!)
                return new SessionLock(connection, time);
            await connection.DisposeAsync();
            return null;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Begins to keep the session alive. Whoever took the lock has nothing more to ask of its connection.</summary>
    internal void KeepAlive() => _keepAlive = KeepAliveAsync();

    /// <summary>Gives the lock back; once is enough, twice does no harm.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        await _released.CancelAsync();
        await _keepAlive;
        await Connection.DisposeAsync();
        _lost.Dispose();
        _released.Dispose();
    }

    private async Task KeepAliveAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(KeepAliveInterval, _time);
            while (await timer.WaitForNextTickAsync(_released.Token)) await Connection.ExecuteAsync("SELECT 1", _released.Token);
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
