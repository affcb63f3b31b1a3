using Npgsql;

namespace Rollup.Storage.Lease;

/// <summary>
/// A database transaction of the leading sequencer. It share-locks the lease row at its epoch: a new holder's increment waits for it, and
/// after the increment no transaction of an older epoch can begin. So the new holder sees all its predecessor ever committed.
/// </summary>
public sealed class FencedTransaction : IAsyncDisposable
{
    private readonly NpgsqlTransaction _transaction;

    private FencedTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        Connection = connection;
        _transaction = transaction;
    }

    /// <summary>The connection that carries the transaction; its commands run inside it.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>Begins a transaction for the holder at <paramref name="epoch"/>.</summary>
    /// <exception cref="LeaseLostException">A newer holder exists.</exception>
    internal static async Task<FencedTransaction> BeginAsync(Database database, long epoch, CancellationToken cancellation)
    {
        NpgsqlConnection connection = await database.OpenAsync(cancellation);
        try
        {
            NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation);
            await using var fence = new NpgsqlCommand("SELECT epoch FROM sequencer_lease WHERE epoch = $1 FOR SHARE", connection)
            {
                Parameters = { new NpgsqlParameter<long> { TypedValue = epoch } },
            };
            if (await fence.ExecuteScalarAsync(cancellation) is null)
                throw new LeaseLostException($"Epoch {epoch} has ended: another sequencer leads.");
            return new FencedTransaction(connection, transaction);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes all of it durable.</summary>
    public Task CommitAsync(CancellationToken cancellation) => _transaction.CommitAsync(cancellation);

    /// <summary>Rolls back what was not committed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }
}
