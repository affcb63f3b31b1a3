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

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => DataSource.DisposeAsync();
}
