using System.Data;
using Npgsql;
using NpgsqlTypes;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Storage.StateData;

/// <summary>The state in PostgreSQL (migrations 0002 and 0004). Reads use connections of their own; writes run in the caller's transaction.</summary>
public sealed class PostgresStateStore(Database database) : IStateStore
{
    /// <summary>Rows per statement with array parameters.</summary>
    private const int RowsPerStatement = 4096;

    /// <inheritdoc/>
    public Checkpoint? ReadNewestCheckpoint()
    {
        using NpgsqlCommand command = database.DataSource.CreateCommand(
            "SELECT batch, last_block, root, next_index FROM state_checkpoints ORDER BY batch DESC LIMIT 1");
        return ReadCheckpoint(command);
    }

    /// <inheritdoc/>
    public Checkpoint? ReadCheckpointEndingWith(ulong block)
    {
        using NpgsqlCommand command = database.DataSource.CreateCommand(
            "SELECT batch, last_block, root, next_index FROM state_checkpoints WHERE last_block = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = (long)block });
        return ReadCheckpoint(command);
    }

    /// <inheritdoc/>
    public StoredEntry? ReadEntry(in TreeKey path, ulong batch)
    {
        using NpgsqlCommand command = database.DataSource.CreateCommand(
            "SELECT leaf_index, body FROM state_entries WHERE path = $1 AND batch <= $2 ORDER BY batch DESC LIMIT 1");
        command.Parameters.Add(new NpgsqlParameter { Value = Bytes(in path) });
        command.Parameters.Add(new NpgsqlParameter { Value = (long)batch });
        using NpgsqlDataReader reader = command.ExecuteReader();
        return reader.Read() && !reader.IsDBNull(0)
            ? StateCodec.DecodeEntry(reader.GetFieldValue<byte[]>(1), (ulong)reader.GetInt64(0)) : null;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<TreeKey, StoredEntry> ReadEntries(IReadOnlyCollection<TreeKey> paths, ulong batch)
    {
        Dictionary<TreeKey, StoredEntry> entries = [];
        foreach (TreeKey[] chunk in paths.Chunk(RowsPerStatement))
        {
            using NpgsqlCommand command = database.DataSource.CreateCommand(
                """
                SELECT newest.path, newest.leaf_index, newest.body
                FROM unnest($1) AS wanted (path)
                CROSS JOIN LATERAL (
                  SELECT path, leaf_index, body FROM state_entries WHERE path = wanted.path AND batch <= $2 ORDER BY batch DESC LIMIT 1) AS newest
                WHERE newest.leaf_index IS NOT NULL
                """);
            command.Parameters.Add(new NpgsqlParameter { Value = chunk.Select(path => Bytes(in path)).ToArray() });
            command.Parameters.Add(new NpgsqlParameter { Value = (long)batch });
            using NpgsqlDataReader reader = command.ExecuteReader();
            while (reader.Read())
                entries[Path(reader)] = StateCodec.DecodeEntry(reader.GetFieldValue<byte[]>(2), (ulong)reader.GetInt64(1));
        }

        return entries;
    }

    /// <inheritdoc/>
    public byte[]? ReadCode(in Hash256 codeHash)
    {
        using NpgsqlCommand command = database.DataSource.CreateCommand("SELECT code FROM codes WHERE hash = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = codeHash.AsSpan().ToArray() });
        return (byte[]?)command.ExecuteScalar();
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<NodePosition, byte[]> ReadBundles(IReadOnlyCollection<NodePosition> positions)
    {
        Dictionary<NodePosition, byte[]> bundles = [];
        foreach (NodePosition[] chunk in positions.Chunk(RowsPerStatement))
        {
            using NpgsqlCommand command = database.DataSource.CreateCommand(
                "SELECT wanted.place, nodes FROM unnest($1) WITH ORDINALITY AS wanted (position, place) JOIN tree_nodes USING (position)");
            command.Parameters.Add(new NpgsqlParameter { Value = chunk.Select(position => position.Encode()).ToArray() });
            using NpgsqlDataReader reader = command.ExecuteReader();
            while (reader.Read())
                bundles[chunk[reader.GetInt64(0) - 1]] = reader.GetFieldValue<byte[]>(1);
        }

        return bundles;
    }

    /// <summary>Writes a sealed batch, in the transaction that is open on <paramref name="connection"/>.</summary>
    public async Task WriteAsync(NpgsqlConnection connection, StateBatch batch, CancellationToken cancellation)
    {
        await using (NpgsqlBinaryImporter importer = await connection.BeginBinaryImportAsync(
            "COPY state_entries (path, batch, leaf_index, body) FROM STDIN (FORMAT BINARY)", cancellation))
        {
            foreach ((TreeKey path, StoredEntry entry) in batch.Entries)
            {
                await importer.StartRowAsync(cancellation);
                await importer.WriteAsync(Bytes(in path), NpgsqlDbType.Bytea, cancellation);
                await importer.WriteAsync((long)batch.Checkpoint.Batch, NpgsqlDbType.Bigint, cancellation);
                if (entry.Value.IsAbsent(entry.Key))
                    await importer.WriteNullAsync(cancellation);
                else
                    await importer.WriteAsync((long)entry.Index, NpgsqlDbType.Bigint, cancellation);
                await importer.WriteAsync(StateCodec.EncodeEntry(entry), NpgsqlDbType.Bytea, cancellation);
            }

            _ = await importer.CompleteAsync(cancellation);
        }

        await CodeWriter.WriteAsync(connection, batch.Codes, cancellation);
        await WriteBundlesAsync(connection, batch.Bundles, cancellation);
        await using NpgsqlCommand command = new(
            "INSERT INTO state_checkpoints (batch, last_block, root, next_index) VALUES ($1, $2, $3, $4)", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = (long)batch.Checkpoint.Batch });
        command.Parameters.Add(new NpgsqlParameter { Value = (long)batch.Checkpoint.LastBlock });
        command.Parameters.Add(new NpgsqlParameter { Value = batch.Checkpoint.Root.ToHash256().AsSpan().ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = (long)batch.Checkpoint.NextIndex });
        _ = await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>
    /// Forgets what came after <paramref name="batch"/>, in the transaction that is open on <paramref name="connection"/>;
    /// <paramref name="bundles"/> brings the tree's nodes back to that batch's end.
    /// </summary>
    public async Task RestoreAsync(
        NpgsqlConnection connection, ulong batch, IReadOnlyList<(NodePosition Position, byte[]? Nodes)> bundles, CancellationToken cancellation)
    {
        await WriteBundlesAsync(connection, bundles, cancellation);
        foreach (string table in (string[])["state_entries", "state_checkpoints"])
        {
            await using NpgsqlCommand command = new($"DELETE FROM {table} WHERE batch > $1", connection);
            command.Parameters.Add(new NpgsqlParameter { Value = (long)batch });
            _ = await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    /// <summary>The keys, by path, whose entries changed after batch <paramref name="after"/>, as the open transaction sees them.</summary>
    public async Task<SortedDictionary<TreeKey, StateKey>> ReadChangedAsync(NpgsqlConnection connection, ulong after, CancellationToken cancellation)
    {
        SortedDictionary<TreeKey, StateKey> changed = [];
        await using NpgsqlCommand command = new("SELECT DISTINCT ON (path) path, body FROM state_entries WHERE batch > $1", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = (long)after });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            changed[Path(reader)] = StateCodec.DecodeEntry((byte[])reader.GetValue(1), 0).Key;
        return changed;
    }

    private static async Task WriteBundlesAsync(
        NpgsqlConnection connection, IReadOnlyList<(NodePosition Position, byte[]? Nodes)> bundles, CancellationToken cancellation)
    {
        foreach ((NodePosition Position, byte[]? Nodes)[] chunk in bundles.Where(bundle => bundle.Nodes is not null).Chunk(RowsPerStatement))
        {
            await using NpgsqlCommand command = new(
                "INSERT INTO tree_nodes SELECT * FROM unnest($1, $2) ON CONFLICT (position) DO UPDATE SET nodes = excluded.nodes", connection);
            command.Parameters.Add(new NpgsqlParameter { Value = chunk.Select(bundle => bundle.Position.Encode()).ToArray() });
            command.Parameters.Add(new NpgsqlParameter { Value = chunk.Select(bundle => bundle.Nodes!).ToArray() });
            _ = await command.ExecuteNonQueryAsync(cancellation);
        }

        foreach ((NodePosition Position, byte[]? Nodes)[] chunk in bundles.Where(bundle => bundle.Nodes is null).Chunk(RowsPerStatement))
        {
            await using NpgsqlCommand command = new("DELETE FROM tree_nodes WHERE position = ANY ($1)", connection);
            command.Parameters.Add(new NpgsqlParameter { Value = chunk.Select(bundle => bundle.Position.Encode()).ToArray() });
            _ = await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    /// <summary>The checkpoint of a batch, as the open transaction sees it; null if there is none.</summary>
    public async Task<Checkpoint?> ReadCheckpointAsync(NpgsqlConnection connection, ulong batch, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = new(
            "SELECT batch, last_block, root, next_index FROM state_checkpoints WHERE batch = $1", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = (long)batch });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? ToCheckpoint(reader) : null;
    }

    private static Checkpoint? ReadCheckpoint(NpgsqlCommand command)
    {
        using NpgsqlDataReader reader = command.ExecuteReader();
        return reader.Read() ? ToCheckpoint(reader) : null;
    }

    private static Checkpoint ToCheckpoint(IDataRecord row) =>
        Digest.TryRead((byte[])row.GetValue(2), out Digest root)
            ? new Checkpoint((ulong)row.GetInt64(0), (ulong)row.GetInt64(1), root, (ulong)row.GetInt64(3))
            : throw new InvalidDataException("A stored state root is not canonical.");

    private static byte[] Bytes(in TreeKey path)
    {
        byte[] bytes = new byte[TreeKey.Size];
        path.WriteTo(bytes);
        return bytes;
    }

    private static TreeKey Path(NpgsqlDataReader reader) =>
        TreeKey.TryRead(reader.GetFieldValue<byte[]>(0), out TreeKey path)
            ? path : throw new InvalidDataException("A stored path is not canonical.");
}
