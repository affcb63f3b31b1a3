using Npgsql;
using NpgsqlTypes;
using Rollup.Storage.Blocks;
using Rollup.Storage.Transactions;

namespace Rollup.Storage;

/// <summary>Binary COPY of the narrow rows: the fastest way into PostgreSQL, on the connection's current transaction.</summary>
internal static class Copy
{
    /// <summary>Appends accepted transactions.</summary>
    public static async Task TransactionsAsync(NpgsqlConnection connection, IEnumerable<TransactionRow> rows, CancellationToken cancellation)
    {
        await using NpgsqlBinaryImporter import = await connection.BeginBinaryImportAsync("COPY transactions (id, hash, sender, raw, received_at) FROM STDIN BINARY", cancellation);
        foreach (TransactionRow row in rows)
        {
            await import.StartRowAsync(cancellation);
            await import.WriteAsync(row.Id, NpgsqlDbType.Bigint, cancellation);
            await import.WriteAsync(row.Hash.AsSpan().ToArray(), NpgsqlDbType.Bytea, cancellation);
            await import.WriteAsync(row.Sender.AsSpan().ToArray(), NpgsqlDbType.Bytea, cancellation);
            await import.WriteAsync(row.Raw, NpgsqlDbType.Bytea, cancellation);
            await import.WriteAsync(row.ReceivedAt.UtcDateTime, NpgsqlDbType.TimestampTz, cancellation);
        }

        await import.CompleteAsync(cancellation);
    }

    /// <summary>Appends removals.</summary>
    public static async Task RemovalsAsync(NpgsqlConnection connection, IEnumerable<RemovalRow> rows, CancellationToken cancellation)
    {
        await using NpgsqlBinaryImporter import = await connection.BeginBinaryImportAsync("COPY removals (transaction_id, reason, detail, removed_at) FROM STDIN BINARY", cancellation);
        foreach (RemovalRow row in rows)
        {
            await import.StartRowAsync(cancellation);
            await import.WriteAsync(row.TransactionId, NpgsqlDbType.Bigint, cancellation);
            await import.WriteAsync((short)row.Reason, NpgsqlDbType.Smallint, cancellation);
            await import.WriteAsync(row.Detail, NpgsqlDbType.Text, cancellation);
            await import.WriteAsync(row.RemovedAt.UtcDateTime, NpgsqlDbType.TimestampTz, cancellation);
        }

        await import.CompleteAsync(cancellation);
    }

    /// <summary>Appends the inclusions of one block.</summary>
    public static async Task InclusionsAsync(NpgsqlConnection connection, ulong block, long[] transactionIds, CancellationToken cancellation)
    {
        await using NpgsqlBinaryImporter import = await connection.BeginBinaryImportAsync("COPY inclusions (transaction_id, block, position) FROM STDIN BINARY", cancellation);
        for (int position = 0; position < transactionIds.Length; position++)
        {
            await import.StartRowAsync(cancellation);
            await import.WriteAsync(transactionIds[position], NpgsqlDbType.Bigint, cancellation);
            await import.WriteAsync((long)block, NpgsqlDbType.Bigint, cancellation);
            await import.WriteAsync(position, NpgsqlDbType.Integer, cancellation);
        }

        await import.CompleteAsync(cancellation);
    }

    /// <summary>Appends logs.</summary>
    public static async Task LogsAsync(NpgsqlConnection connection, IEnumerable<LogRow> rows, CancellationToken cancellation)
    {
        await using NpgsqlBinaryImporter import = await connection.BeginBinaryImportAsync(
            "COPY logs (block, log_index, transaction, address, topic0, topic1, topic2, topic3, data) FROM STDIN BINARY", cancellation);
        foreach (LogRow row in rows)
        {
            await import.StartRowAsync(cancellation);
            await import.WriteAsync((long)row.BlockNumber, NpgsqlDbType.Bigint, cancellation);
            await import.WriteAsync(row.LogIndex, NpgsqlDbType.Integer, cancellation);
            await import.WriteAsync(row.TransactionPosition, NpgsqlDbType.Integer, cancellation);
            await import.WriteAsync(row.Address.AsSpan().ToArray(), NpgsqlDbType.Bytea, cancellation);
            for (int topic = 0; topic < 4; topic++)
            {
                if (topic < row.Topics.Count) await import.WriteAsync(row.Topics[topic].AsSpan().ToArray(), NpgsqlDbType.Bytea, cancellation);
                else await import.WriteNullAsync(cancellation);
            }

            await import.WriteAsync(row.Data, NpgsqlDbType.Bytea, cancellation);
        }

        await import.CompleteAsync(cancellation);
    }
}
