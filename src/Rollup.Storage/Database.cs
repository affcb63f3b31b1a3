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

    /// <summary>The pool.</summary>
    public NpgsqlDataSource DataSource { get; }

    /// <summary>An open connection from the pool.</summary>
    /// <exception cref="NpgsqlException">The server cannot be reached in time.</exception>
    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellation) => DataSource.OpenConnectionAsync(cancellation);

    /// <summary>Whether the server answers a query before <paramref name="deadline"/> is cancelled.</summary>
    public async Task<bool> AnswersAsync(CancellationToken deadline)
    {
        try
        {
            await using NpgsqlCommand command = DataSource.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(deadline);
            return true;
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => DataSource.DisposeAsync();
}
