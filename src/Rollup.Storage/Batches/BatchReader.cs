using System.IO.Compression;
using Npgsql;

namespace Rollup.Storage.Batches;

/// <summary>Reads sealed batches.</summary>
public sealed class BatchReader
{
    private const string Columns = "number, hash, header, first_block, last_block, message_leaves, sealed_at";

    private readonly Database _database;

    /// <param name="database">The ledger.</param>
    public BatchReader(Database database) => _database = database;

    /// <summary>The newest sealed batch; null before the genesis batch is written.</summary>
    public Task<BatchRow?> GetLatestAsync(CancellationToken cancellation) =>
        SingleAsync($"SELECT {Columns} FROM batches ORDER BY number DESC LIMIT 1", null, cancellation);

    /// <summary>The batch with this number, if it is sealed.</summary>
    public Task<BatchRow?> GetAsync(ulong number, CancellationToken cancellation) =>
        SingleAsync($"SELECT {Columns} FROM batches WHERE number = $1", number, cancellation);

    /// <summary>The batch that holds this block, if it is sealed.</summary>
    public async Task<BatchRow?> GetByBlockAsync(ulong block, CancellationToken cancellation)
    {
        BatchRow? batch = await SingleAsync($"SELECT {Columns} FROM batches WHERE first_block <= $1 ORDER BY first_block DESC LIMIT 1", block, cancellation);
        return batch?.LastBlock >= block ? batch : null;
    }

    /// <summary>What the batch posts on L1; null if it is not sealed.</summary>
    public Task<ReadOnlyMemory<byte>?> GetDataAsync(ulong number, CancellationToken cancellation) =>
        BytesAsync("SELECT data FROM batches WHERE number = $1", number, cancellation);

    /// <summary>How many bytes the batch posts on L1; 0 if it is not sealed.</summary>
    public async Task<int> GetDataSizeAsync(ulong number, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = _database.DataSource.CreateCommand("SELECT octet_length(data) FROM batches WHERE number = $1");
        command.Parameters.Add(Parameter.Of(number));
        return await command.ExecuteScalarAsync(cancellation) is int size ? size : 0;
    }

    /// <summary>The batch's witness; null if it is not sealed (and for the genesis batch, which has none).</summary>
    public async Task<ReadOnlyMemory<byte>?> GetWitnessAsync(ulong number, CancellationToken cancellation) =>
        await BytesAsync("SELECT compressed FROM witnesses WHERE batch = $1", number, cancellation) is { } compressed ? Decompress(compressed) : default(ReadOnlyMemory<byte>?);

    private async Task<BatchRow?> SingleAsync(string sql, ulong? number, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = _database.DataSource.CreateCommand(sql);
        if (number is { } value) command.Parameters.Add(Parameter.Of(value));
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation)) return null;
        return new BatchRow(reader.Number(0), reader.Hash(1), reader.Bytes(2), reader.Number(3), reader.Number(4), reader.Bytes(5), reader.Time(6));
    }

    private async Task<ReadOnlyMemory<byte>?> BytesAsync(string sql, ulong number, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = _database.DataSource.CreateCommand(sql);
        command.Parameters.Add(Parameter.Of(number));
        return await command.ExecuteScalarAsync(cancellation) is byte[] bytes ? bytes : default(ReadOnlyMemory<byte>?);
    }

    private static ReadOnlyMemory<byte> Decompress(ReadOnlyMemory<byte> compressed)
    {
        using var witness = new MemoryStream();
        using (var brotli = new BrotliStream(new MemoryStream(compressed.ToArray()), CompressionMode.Decompress)) brotli.CopyTo(witness);
        return witness.GetBuffer().AsMemory(0, (int)witness.Length);
    }
}
