using Npgsql;
using Rollup.Kernel.Primitives;
using Rollup.Storage.Blocks;

namespace Rollup.Storage.Transactions;

/// <summary>Reads accepted transactions.</summary>
public sealed class TransactionReader
{
    private readonly Database _database;

    /// <param name="database">The ledger.</param>
    public TransactionReader(Database database) => _database = database;

    /// <summary>The transaction with this hash and what became of it; null if it was never accepted.</summary>
    public async Task<StoredTransaction?> GetAsync(Hash256 hash, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = _database.DataSource.CreateCommand(
            """
            SELECT t.id, t.hash, t.sender, t.raw, t.received_at, i.block, b.hash, i.position, b.base_fee, b.timestamp, r.reason, r.detail, r.removed_at
            FROM transactions t
            LEFT JOIN inclusions i ON i.transaction_id = t.id
            LEFT JOIN blocks b ON b.number = i.block
            LEFT JOIN removals r ON r.transaction_id = t.id
            WHERE t.hash = $1 ORDER BY t.id DESC LIMIT 1
            """);
        command.Parameters.Add(Parameter.Of(hash));
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation)) return null;
        TransactionRow row = Read(reader);
        TransactionInclusion? inclusion = reader.IsDBNull(5) ? null : new(reader.Number(5), reader.Hash(6), reader.GetInt32(7), reader.U256(8), reader.Number(9));
        RemovalRow? removal = reader.IsDBNull(10) ? null : new(row.Id, (RemovalReason)reader.GetInt16(10), reader.GetString(11), reader.Time(12));
        return new StoredTransaction(row, inclusion, removal);
    }

    /// <summary>Transactions neither included nor removed, in order of arrival.</summary>
    /// <param name="floor">The head block's <see cref="BlockRow.PendingFloor"/>: nothing below it is pending.</param>
    /// <param name="cancellation">Stops the query.</param>
    public async Task<IReadOnlyList<TransactionRow>> GetPendingAsync(long floor, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = _database.DataSource.CreateCommand(
            """
            SELECT t.id, t.hash, t.sender, t.raw, t.received_at FROM transactions t
            WHERE t.id >= $1
              AND NOT EXISTS (SELECT FROM inclusions i WHERE i.transaction_id = t.id)
              AND NOT EXISTS (SELECT FROM removals r WHERE r.transaction_id = t.id)
            ORDER BY t.id
            """);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = floor });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        var pending = new List<TransactionRow>();
        while (await reader.ReadAsync(cancellation)) pending.Add(Read(reader));
        return pending;
    }

    /// <summary>The id that the next accepted transaction gets.</summary>
    public async Task<long> GetNextIdAsync(CancellationToken cancellation)
    {
        await using NpgsqlCommand command = _database.DataSource.CreateCommand("SELECT coalesce(max(id), 0) + 1 FROM transactions");
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    internal static TransactionRow Read(NpgsqlDataReader reader) =>
        new(reader.GetInt64(0), reader.Hash(1), reader.Address(2), reader.Bytes(3), reader.Time(4));
}

/// <summary>A transaction and what became of it: pending if it has neither an inclusion nor a removal.</summary>
/// <param name="Row">The transaction as accepted.</param>
/// <param name="Inclusion">The block that holds it, if any.</param>
/// <param name="Removal">Why it left the pool otherwise, if it did.</param>
public sealed record StoredTransaction(TransactionRow Row, TransactionInclusion? Inclusion, RemovalRow? Removal);

/// <summary>Where a transaction was included.</summary>
/// <param name="BlockNumber">The block.</param>
/// <param name="BlockHash">The block's hash.</param>
/// <param name="Position">Index within the block, from 0.</param>
/// <param name="BaseFee">The block's base fee in wei per gas, with which the transaction's effective price is computed.</param>
/// <param name="Timestamp">The block's time in seconds.</param>
public sealed record TransactionInclusion(ulong BlockNumber, Hash256 BlockHash, int Position, U256 BaseFee, ulong Timestamp);
