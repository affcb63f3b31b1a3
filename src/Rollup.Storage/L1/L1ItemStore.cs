using Dapper;
using Npgsql;
using Rollup.Kernel.Primitives;

namespace Rollup.Storage.L1;

/// <summary>
/// The L1 queue as far as it may be taken, in PostgreSQL (tables <c>l1_items</c>, <c>l1_cursor</c>). The watcher writes, the block builder
/// reads. Indices have no gaps; final items never change, the others lie behind them.
/// </summary>
public sealed class L1ItemStore(Database database)
{
    private const string SelectItems =
        "SELECT item_index, sender, recipient, is_creation, mint, value, gas_limit, refund_address, data, rolling_hash, l1_block, l1_timestamp FROM l1_items";

    /// <summary>Up to <paramref name="max"/> items from index <paramref name="from"/> on, in order; empty when none is available yet.</summary>
    public async Task<IReadOnlyList<L1Item>> ReadAsync(ulong from, int max, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        return await QueryAsync(connection, "WHERE item_index >= @from ORDER BY item_index LIMIT @max", new { from = (long)from, max }, cancellation);
    }

    /// <summary>The items that may still change, in order.</summary>
    public async Task<IReadOnlyList<L1Item>> ReadUnfinalAsync(CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        return await QueryAsync(connection, "WHERE NOT is_final ORDER BY item_index", new { }, cancellation);
    }

    /// <summary>The cursor; null before the first read.</summary>
    public async Task<L1Cursor?> ReadCursorAsync(CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        (long Number, byte[] Hash)? row = await connection.QuerySingleOrDefaultAsync<(long, byte[])?>(
            new CommandDefinition("SELECT block_number, block_hash FROM l1_cursor", cancellationToken: cancellation));
        return row is { } cursor ? new L1Cursor((ulong)cursor.Number, Hash256.FromSpan(cursor.Hash)) : null;
    }

    /// <summary>The end of the final items.</summary>
    public async Task<QueuePosition> ReadFinalPositionAsync(CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        return await ReadPositionAsync(
            connection, "SELECT item_index + 1, rolling_hash FROM l1_items WHERE is_final ORDER BY item_index DESC LIMIT 1", cancellation);
    }

    /// <summary>The queue position after the newest L2 block.</summary>
    public async Task<QueuePosition> ReadIncludedPositionAsync(CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        return await ReadPositionAsync(
            connection, "SELECT queue_position, queue_rolling_hash FROM blocks ORDER BY number DESC LIMIT 1", cancellation);
    }

    /// <summary>The first L2 block whose queue position is not one of the stored queue; null when all are.</summary>
    public async Task<QueueDiverged?> FindDivergenceAsync(CancellationToken cancellation)
    {
        // A rolling hash stands for all items before it: while the newest block agrees, all do.
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        bool agree = await connection.QuerySingleOrDefaultAsync<bool?>(new CommandDefinition(
            """
            SELECT b.queue_position = 0 OR i.rolling_hash IS NOT DISTINCT FROM b.queue_rolling_hash
            FROM (SELECT queue_position, queue_rolling_hash FROM blocks ORDER BY number DESC LIMIT 1) b
            LEFT JOIN l1_items i ON i.item_index = b.queue_position - 1
            """,
            cancellationToken: cancellation)) ?? true;
        if (agree)
            return null;

        (long Block, long Position, bool Missing)? first = await connection.QueryFirstOrDefaultAsync<(long, long, bool)?>(new CommandDefinition(
            """
            SELECT b.number, b.queue_position, i.rolling_hash IS NULL
            FROM blocks b LEFT JOIN l1_items i ON i.item_index = b.queue_position - 1
            WHERE b.queue_position > 0 AND i.rolling_hash IS DISTINCT FROM b.queue_rolling_hash
            ORDER BY b.number LIMIT 1
            """,
            cancellationToken: cancellation));
        return first is { } block ? new QueueDiverged((ulong)block.Block, (ulong)block.Position - 1, block.Missing) : null;
    }

    /// <summary>The L1 block of the last final item; null while there is none.</summary>
    public async Task<ulong?> ReadLastFinalBlockAsync(CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        return (ulong?)await connection.QuerySingleOrDefaultAsync<long?>(new CommandDefinition(
            "SELECT l1_block FROM l1_items WHERE is_final ORDER BY item_index DESC LIMIT 1", cancellationToken: cancellation));
    }

    /// <summary>Adds items that are final, in place of unfinal ones.</summary>
    public async Task AppendFinalAsync(IReadOnlyList<L1Item> items, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        await using NpgsqlTransaction scope = await connection.BeginTransactionAsync(cancellation);
        await UpsertAsync(connection, items, isFinal: true, cancellation);
        await scope.CommitAsync(cancellation);
    }

    /// <summary>Records that every item up to a block is stored. The cursor never moves back: a standby's watcher may write too.</summary>
    public async Task MoveCursorAsync(L1Cursor cursor, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO l1_cursor (block_number, block_hash) VALUES (@number, @hash)
            ON CONFLICT (only_row) DO UPDATE SET block_number = excluded.block_number, block_hash = excluded.block_hash
                WHERE l1_cursor.block_number < excluded.block_number
            """,
            new { number = (long)cursor.BlockNumber, hash = cursor.BlockHash.AsSpan().ToArray() },
            cancellationToken: cancellation));
    }

    /// <summary>Forgets the cursor, and that items from <paramref name="end"/> on were final, at once.</summary>
    public async Task GoBackAsync(ulong end, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE l1_items SET is_final = false WHERE item_index >= @end; DELETE FROM l1_cursor",
            new { end = (long)end },
            cancellationToken: cancellation));
    }

    /// <summary>Writes unfinal items and removes the unfinal ones from index <paramref name="end"/> on, at once.</summary>
    public async Task ReplaceUnfinalAsync(IReadOnlyList<L1Item> items, ulong end, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        await using NpgsqlTransaction scope = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM l1_items WHERE NOT is_final AND item_index >= @end", new { end = (long)end }, cancellationToken: cancellation));
        await UpsertAsync(connection, items, isFinal: false, cancellation);
        await scope.CommitAsync(cancellation);
    }

    private static async Task<IReadOnlyList<L1Item>> QueryAsync(
        NpgsqlConnection connection, string condition, object parameters, CancellationToken cancellation)
    {
        IEnumerable<ItemRow> rows = await connection.QueryAsync<ItemRow>(
            new CommandDefinition($"{SelectItems} {condition}", parameters, cancellationToken: cancellation));
        return [.. rows.Select(row => row.ToItem())];
    }

    private static async Task<QueuePosition> ReadPositionAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        (long Index, byte[] Hash)? row = await connection.QuerySingleOrDefaultAsync<(long, byte[])?>(
            new CommandDefinition(sql, cancellationToken: cancellation));
        return row is { } position ? new QueuePosition((ulong)position.Index, Hash256.FromSpan(position.Hash)) : default;
    }

    private static Task UpsertAsync(NpgsqlConnection connection, IReadOnlyList<L1Item> items, bool isFinal, CancellationToken cancellation) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO l1_items (item_index, sender, recipient, is_creation, mint, value, gas_limit, refund_address, data, rolling_hash,
                                  l1_block, l1_timestamp, is_final)
            VALUES (@Index, @Sender, @Recipient, @IsCreation, @Mint, @Value, @GasLimit, @RefundAddress, @Data, @RollingHash,
                    @L1Block, @L1Timestamp, @IsFinal)
            ON CONFLICT (item_index) DO UPDATE SET
                sender = excluded.sender, recipient = excluded.recipient, is_creation = excluded.is_creation, mint = excluded.mint,
                value = excluded.value, gas_limit = excluded.gas_limit, refund_address = excluded.refund_address, data = excluded.data,
                rolling_hash = excluded.rolling_hash, l1_block = excluded.l1_block, l1_timestamp = excluded.l1_timestamp,
                is_final = excluded.is_final
            """,
            items.Select(item => ToParameters(item, isFinal)).ToArray(),
            cancellationToken: cancellation));

    private static object ToParameters(L1Item item, bool isFinal) => new
    {
        Index = (long)item.Index,
        Sender = item.Content.From.AsSpan().ToArray(),
        Recipient = item.Content.To.AsSpan().ToArray(),
        item.Content.IsCreation,
        Mint = Hash256.FromU256(item.Content.Mint).AsSpan().ToArray(),
        Value = Hash256.FromU256(item.Content.Value).AsSpan().ToArray(),
        GasLimit = (long)item.Content.GasLimit,
        RefundAddress = item.Content.RefundAddress.AsSpan().ToArray(),
        item.Content.Data,
        RollingHash = item.Content.RollingHash.AsSpan().ToArray(),
        L1Block = (long)item.L1Block,
        L1Timestamp = (long)item.L1Timestamp,
        IsFinal = isFinal,
    };

    // Named like the columns, so that Dapper fills them by name.
#pragma warning disable IDE1006
    private sealed record ItemRow(
        long item_index, byte[] sender, byte[] recipient, bool is_creation, byte[] mint, byte[] value, long gas_limit, byte[] refund_address,
        byte[] data, byte[] rolling_hash, long l1_block, long l1_timestamp)
    {
        public L1Item ToItem() => new(
            new QueuedItem(
                (ulong)item_index,
                Address.FromSpan(sender),
                Address.FromSpan(recipient),
                is_creation,
                U256.ReadBigEndian(mint),
                U256.ReadBigEndian(value),
                (ulong)gas_limit,
                Address.FromSpan(refund_address),
                data,
                Hash256.FromSpan(rolling_hash)),
            (ulong)l1_block,
            (ulong)l1_timestamp);
    }
#pragma warning restore IDE1006
}
