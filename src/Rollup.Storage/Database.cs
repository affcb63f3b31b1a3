using Npgsql;

namespace Rollup.Storage;

/// <summary>The node's one PostgreSQL database: a pooled data source with the timeouts every statement runs under.</summary>
public sealed class Database : IAsyncDisposable
{
    /// <param name="connectionString">An Npgsql connection string. Command and connect timeouts in it are kept.</param>
    public Database(string connectionString)
    {
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "rollup" }.ConnectionString;
        DataSource = NpgsqlDataSource.Create(ConnectionString);
    }

    /// <summary>The connection string in use.</summary>
    public string ConnectionString { get; }

    /// <summary>Which database this is, for messages: never with the password.</summary>
    public string Description
    {
        get
        {
            NpgsqlConnectionStringBuilder settings = new(ConnectionString);
            return $"database {settings.Database ?? settings.Username} on {settings.Host}:{settings.Port}";
        }
    }

    /// <summary>The pool.</summary>
    public NpgsqlDataSource DataSource { get; }

    /// <summary>An open connection from the pool.</summary>
    /// <exception cref="NpgsqlException">The server cannot be reached in time.</exception>
    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellation) => DataSource.OpenConnectionAsync(cancellation);

    /// <summary>How the server is, as far as one question tells that is answered before <paramref name="deadline"/> is cancelled.</summary>
    public async Task<DatabaseCondition> ReadConditionAsync(CancellationToken deadline)
    {
        try
        {
            // An advisory lock of 64 bits is shown as two halves.
            await using NpgsqlCommand command = DataSource.CreateCommand(
                $"""
                SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean,
                       EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted
                               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                               AND (classid::bigint << 32 | objid::bigint) = {AdvisoryLocks.Sequencer})
                """);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(deadline);
            if (!await reader.ReadAsync(deadline)) return DatabaseCondition.Silent;
            return reader.GetBoolean(0) ? DatabaseCondition.ReadOnly : reader.GetBoolean(1) ? DatabaseCondition.Led : DatabaseCondition.Unled;
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException)
        {
            return DatabaseCondition.Silent;
        }
    }

    /// <summary>
    /// Why the server takes no writes; null if it does, as far as a write shows that needs room on the disk and is taken back. To be asked after a write was refused:
    /// it is no small one.
    /// </summary>
    /// <exception cref="NpgsqlException">The server cannot be reached, or refuses for another reason.</exception>
    public async Task<string?> FindWriteObstacleAsync(CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await OpenAsync(cancellation);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation);
        try
        {
            // Sixteen megabytes, which nobody waits to see on the disk: new pages are given room at once.
            await connection.ExecuteAsync(
                """
                CREATE UNLOGGED TABLE write_probe (filler text);
                ALTER TABLE write_probe ALTER COLUMN filler SET STORAGE PLAIN;
                INSERT INTO write_probe SELECT repeat('x', 8000) FROM generate_series(1, 2000)
                """,
                cancellation);
            return null;
        }
        catch (PostgresException exception) when (DatabaseFailure.RefusedWrite(exception) is not null)
        {
            return exception.MessageText;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => DataSource.DisposeAsync();
}

/// <summary>How the database is.</summary>
public enum DatabaseCondition
{
    /// <summary>It does not answer.</summary>
    Silent,

    /// <summary>It answers, but takes no writes.</summary>
    ReadOnly,

    /// <summary>It takes writes, and no sequencer holds the lease.</summary>
    Unled,

    /// <summary>It takes writes, and a sequencer holds the lease.</summary>
    Led,
}
