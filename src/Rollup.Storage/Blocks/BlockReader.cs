using System.Runtime.CompilerServices;
using Npgsql;
using Rollup.Kernel.Primitives;
using Rollup.Storage.Transactions;

namespace Rollup.Storage.Blocks;

/// <summary>Reads blocks and what belongs to them.</summary>
public sealed class BlockReader
{
    private const string Columns = "number, hash, header, timestamp, gas_used, gas_limit, base_fee, transaction_hashes, queue_position, queue_rolling_hash, pending_floor";

    private readonly Database _database;

    /// <param name="database">The ledger.</param>
    public BlockReader(Database database) => _database = database;

    /// <summary>The newest block; null before the genesis block is written.</summary>
    public Task<BlockRow?> GetHeadAsync(CancellationToken cancellation) =>
        SingleAsync($"SELECT {Columns} FROM blocks ORDER BY number DESC LIMIT 1", null, cancellation);

    /// <summary>The block with this number, if it exists.</summary>
    public Task<BlockRow?> GetAsync(ulong number, CancellationToken cancellation) =>
        SingleAsync($"SELECT {Columns} FROM blocks WHERE number = $1", Parameter.Of(number), cancellation);

    /// <summary>The block with this hash, if it exists.</summary>
    public Task<BlockRow?> GetAsync(Hash256 hash, CancellationToken cancellation) =>
        SingleAsync($"SELECT {Columns} FROM blocks WHERE hash = $1", Parameter.Of(hash), cancellation);

    /// <summary>The blocks from <paramref name="first"/> to <paramref name="last"/>, those that exist, in order.</summary>
    public async Task<IReadOnlyList<BlockRow>> GetRangeAsync(ulong first, ulong last, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = _database.DataSource.CreateCommand($"SELECT {Columns} FROM blocks WHERE number BETWEEN $1 AND $2 ORDER BY number");
        command.Parameters.Add(Parameter.Of(first));
        command.Parameters.Add(Parameter.Of(last));
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        var blocks = new List<BlockRow>();
        while (await reader.ReadAsync(cancellation)) blocks.Add(Read(reader));
        return blocks;
    }

    /// <summary>The block's transactions in order; empty if the block does not exist.</summary>
    public async Task<IReadOnlyList<TransactionRow>> GetTransactionsAsync(ulong number, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = _database.DataSource.CreateCommand(
            """
            SELECT t.id, t.hash, t.sender, t.raw, t.received_at
            FROM blocks b CROSS JOIN unnest(b.transaction_ids) WITH ORDINALITY AS i (id, position) JOIN transactions t ON t.id = i.id
            WHERE b.number = $1 ORDER BY i.position
            """);
        command.Parameters.Add(Parameter.Of(number));
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        var transactions = new List<TransactionRow>();
        while (await reader.ReadAsync(cancellation)) transactions.Add(TransactionReader.Read(reader));
        return transactions;
    }

    /// <summary>The block's transaction at <paramref name="position"/>, if both exist.</summary>
    public async Task<TransactionRow?> GetTransactionAsync(ulong number, int position, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = _database.DataSource.CreateCommand(
            "SELECT t.id, t.hash, t.sender, t.raw, t.received_at FROM blocks b JOIN transactions t ON t.id = b.transaction_ids[$2] WHERE b.number = $1");
        command.Parameters.Add(Parameter.Of(number));
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = position + 1 }); // PostgreSQL counts array elements from 1.
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? TransactionReader.Read(reader) : null;
    }

    /// <summary>The block's receipts in order; null if the block does not exist.</summary>
    public async Task<IReadOnlyList<StoredReceipt>?> GetReceiptsAsync(ulong number, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = _database.DataSource.CreateCommand("SELECT receipts, creations FROM blocks WHERE number = $1");
        command.Parameters.Add(Parameter.Of(number));
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? ReceiptCodec.Decode(reader.Bytes(0), reader.Bytes(1)) : null;
    }

    /// <summary>The receipt of the block's transaction at <paramref name="position"/>, if both exist.</summary>
    public async Task<StoredReceipt?> GetReceiptAsync(ulong number, int position, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = _database.DataSource.CreateCommand("SELECT substring(receipts FROM $2 FOR $3), creations FROM blocks WHERE number = $1");
        command.Parameters.Add(Parameter.Of(number));
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = (position * ReceiptCodec.RecordSize) + 1 });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = ReceiptCodec.RecordSize });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation)) return null;
        StoredReceipt[] found = ReceiptCodec.Decode(reader.Bytes(0), reader.Bytes(1), position);
        return found.Length == 1 ? found[0] : null;
    }

    /// <summary>The bytes of the block's header and transactions; 0 if the block does not exist.</summary>
    public async Task<long> GetTransactionsSizeAsync(ulong number, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = _database.DataSource.CreateCommand(
            """
            SELECT coalesce((
                SELECT sum(octet_length(t.raw) + CASE
                    WHEN get_byte(t.raw, 0) >= 192 THEN 0
                    WHEN octet_length(t.raw) < 56 THEN 1
                    WHEN octet_length(t.raw) < 256 THEN 2
                    WHEN octet_length(t.raw) < 65536 THEN 3
                    ELSE 4 END)
                FROM transactions t WHERE t.id = ANY (b.transaction_ids)), 0)
            FROM blocks b WHERE b.number = $1
            """);
        command.Parameters.Add(Parameter.Of(number));
        return await command.ExecuteScalarAsync(cancellation) is long size ? size : 0;
    }

    /// <summary>The block's L2→L1 message leaves, 32 bytes each; null if the block does not exist.</summary>
    public async Task<ReadOnlyMemory<byte>?> GetMessageLeavesAsync(ulong number, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = _database.DataSource.CreateCommand("SELECT message_leaves FROM blocks WHERE number = $1");
        command.Parameters.Add(Parameter.Of(number));
        return await command.ExecuteScalarAsync(cancellation) is byte[] leaves ? leaves : default(ReadOnlyMemory<byte>?);
    }

    /// <summary>The state diffs of the blocks from <paramref name="first"/> on, in order, read as they are consumed.</summary>
    public async IAsyncEnumerable<(ulong Number, ReadOnlyMemory<byte> StateDiff)> GetStateDiffsAsync(ulong first, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using NpgsqlCommand command = _database.DataSource.CreateCommand("SELECT number, state_diff FROM blocks WHERE number >= $1 ORDER BY number");
        command.Parameters.Add(Parameter.Of(first));
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) yield return (reader.Number(0), reader.Bytes(1));
    }

    private async Task<BlockRow?> SingleAsync(string sql, NpgsqlParameter? parameter, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = _database.DataSource.CreateCommand(sql);
        if (parameter is not null) command.Parameters.Add(parameter);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? Read(reader) : null;
    }

    private static BlockRow Read(NpgsqlDataReader reader) => new()
    {
        Number = reader.Number(0),
        Hash = reader.Hash(1),
        Header = reader.Bytes(2),
        Timestamp = reader.Number(3),
        GasUsed = reader.Number(4),
        GasLimit = reader.Number(5),
        BaseFee = reader.U256(6),
        TransactionHashes = reader.Bytes(7),
        QueuePosition = reader.Number(8),
        QueueRollingHash = reader.Hash(9),
        PendingFloor = reader.GetInt64(10),
    };
}

/// <summary>A block without its large parts.</summary>
public sealed record BlockRow
{
    /// <summary>Height; 0 is the genesis block.</summary>
    public required ulong Number { get; init; }

    /// <summary>Keccak of <see cref="Header"/>.</summary>
    public required Hash256 Hash { get; init; }

    /// <summary>The Ethereum header, RLP.</summary>
    public required ReadOnlyMemory<byte> Header { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required ulong Timestamp { get; init; }

    /// <summary>Gas of all transactions, L1 queue items included.</summary>
    public required ulong GasUsed { get; init; }

    /// <summary>The block's gas limit.</summary>
    public required ulong GasLimit { get; init; }

    /// <summary>Wei per gas.</summary>
    public required U256 BaseFee { get; init; }

    /// <summary>The transactions' hashes, 32 bytes each, in order.</summary>
    public required ReadOnlyMemory<byte> TransactionHashes { get; init; }

    /// <summary>The L1 queue index that follows the last item taken.</summary>
    public required ulong QueuePosition { get; init; }

    /// <summary>The L1 queue's rolling hash at <see cref="QueuePosition"/>.</summary>
    public required Hash256 QueueRollingHash { get; init; }

    /// <summary>Every transaction with a smaller id had been included or removed when this block was written.</summary>
    public required long PendingFloor { get; init; }

    /// <summary>How many transactions the block holds.</summary>
    public int TransactionCount => TransactionHashes.Length / Hash256.Size;

    /// <summary>The hash of the transaction at <paramref name="position"/>.</summary>
    public Hash256 TransactionHash(int position) => Hash256.FromSpan(TransactionHashes.Span.Slice(position * Hash256.Size, Hash256.Size));
}
