using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using Rollup.Kernel.Primitives;

namespace Rollup.Storage.Blocks;

/// <summary>Finds logs.</summary>
public sealed class LogQueries
{
    private const int MaxTopics = 4;
    private const int PageLogs = 1000;
    private const long PageDataBytes = 1024 * 1024;

    private readonly Database _database;

    /// <param name="database">The ledger.</param>
    public LogQueries(Database database) => _database = database;

    /// <summary>
    /// Matching logs in order of block and index, at most <paramref name="limit"/>: ask for one more than allowed to learn that there are more. Reading ends
    /// with the log by which their data exceeds <paramref name="maxDataBytes"/>.
    /// </summary>
    /// <exception cref="ArgumentException">More than four topic positions.</exception>
    public async Task<IReadOnlyList<FoundLog>> FindAsync(LogFilter filter, int limit, long maxDataBytes, CancellationToken cancellation)
    {
        if (filter.Topics.Count > MaxTopics) throw new ArgumentException("A log has at most four topics.", nameof(filter));
        return await ReadAsync(CreateCommand(filter, limit), maxDataBytes, cancellation);
    }

    /// <summary>Runs a query, up to the log by which the data exceeds <paramref name="maxDataBytes"/>, and disposes of it.</summary>
    private static async Task<IReadOnlyList<FoundLog>> ReadAsync(NpgsqlCommand query, long maxDataBytes, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = query;
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation);
        var logs = new List<FoundLog>();
        long dataBytes = 0;
        while (dataBytes <= maxDataBytes && await reader.ReadAsync(cancellation))
        {
            logs.Add(Read(reader));
            dataBytes += logs[^1].Log.Data.Length;
        }

        return logs;
    }

    /// <summary>The logs of one block in order.</summary>
    public Task<IReadOnlyList<FoundLog>> GetByBlockAsync(ulong block, CancellationToken cancellation) =>
        FindAsync(new LogFilter(block, block, [], []), int.MaxValue, long.MaxValue, cancellation);

    /// <summary>
    /// All matching logs of one block in order, page by page, however many its gas could make: a page holds a bounded number and bytes of them, and no connection is
    /// occupied while the caller works on it.
    /// </summary>
    /// <param name="block">The block's number.</param>
    /// <param name="addresses">Emitters; empty means any.</param>
    /// <param name="topics">As in <see cref="LogFilter"/>.</param>
    /// <param name="transaction">The position of the only transaction that counts; null for all.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="BlockReplacedException">The block was rolled back between two pages.</exception>
    public async IAsyncEnumerable<FoundLog> ReadBlockAsync(
        ulong block,
        IReadOnlyList<Address> addresses,
        IReadOnlyList<IReadOnlyList<Hash256>> topics,
        int? transaction,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var filter = new LogFilter(block, block, addresses, topics);
        int after = -1;
        Hash256? hash = null;
        while (true)
        {
            IReadOnlyList<FoundLog> page = await ReadAsync(CreateCommand(filter, PageLogs, after, transaction), PageDataBytes, cancellation);
            if (page.Count > 0 && (hash ??= page[0].BlockHash) != page[0].BlockHash) throw new BlockReplacedException(block);
            foreach (FoundLog log in page) yield return log;
            if (page.Count < PageLogs && page.Sum(log => (long)log.Log.Data.Length) <= PageDataBytes) yield break;
            after = page[^1].Log.LogIndex;
        }
    }

    /// <summary>The query.</summary>
    internal NpgsqlCommand CreateCommand(LogFilter filter, int limit, int afterIndex = -1, int? transaction = null)
    {
        NpgsqlCommand command = _database.DataSource.CreateCommand();
        command.Parameters.Add(Parameter.Of(filter.FromBlock));
        command.Parameters.Add(Parameter.Of(filter.ToBlock));
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        var conditions = new List<string> { "l.block BETWEEN $1 AND $2" };
        if (afterIndex >= 0) conditions.Add($"l.log_index > {Add(command, afterIndex)}");
        if (transaction is { } position) conditions.Add($"l.transaction = {Add(command, position)}");
        if (filter.Addresses.Count > 0) conditions.Add($"l.address = ANY ({AddAny(command, filter.Addresses.Select(address => address.AsSpan().ToArray()))})");
        for (int i = 0; i < filter.Topics.Count; i++)
        {
            conditions.Add(filter.Topics[i].Count == 0
                ? $"l.topic{i} IS NOT NULL"
                : $"l.topic{i} = ANY ({AddAny(command, filter.Topics[i].Select(topic => topic.AsSpan().ToArray()))})");
        }

        command.CommandText =
            $"""
            SELECT l.block, l.log_index, l.transaction, l.address, l.topic0, l.topic1, l.topic2, l.topic3, l.data,
                   b.hash, b.timestamp, substring(b.transaction_hashes FROM l.transaction * 32 + 1 FOR 32)
            FROM logs l JOIN blocks b ON b.number = l.block
            WHERE {string.Join(" AND ", conditions)} ORDER BY l.block, l.log_index LIMIT $3
            """;
        return command;
    }

    private static string Add(NpgsqlCommand command, int value)
    {
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = value });
        return $"${command.Parameters.Count}";
    }

    private static string AddAny(NpgsqlCommand command, IEnumerable<byte[]> values)
    {
        command.Parameters.Add(new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
        return $"${command.Parameters.Count}";
    }

    private static FoundLog Read(NpgsqlDataReader reader)
    {
        var topics = new List<Hash256>(MaxTopics);
        for (int i = 0; i < MaxTopics && !reader.IsDBNull(4 + i); i++) topics.Add(reader.Hash(4 + i));
        var log = new LogRow(reader.Number(0), reader.GetInt32(1), reader.GetInt32(2), reader.Address(3), topics, reader.Bytes(8));
        return new FoundLog(log, reader.Hash(9), reader.Number(10), reader.Hash(11));
    }
}

/// <summary>A block was replaced by a rollback while it was being read.</summary>
/// <param name="block">Its number.</param>
public sealed class BlockReplacedException(ulong block) : Exception($"Block {block} was rolled back while it was read.");

/// <summary>Which logs to return; the meaning is that of <c>eth_getLogs</c>.</summary>
/// <param name="FromBlock">First block, inclusive.</param>
/// <param name="ToBlock">Last block, inclusive.</param>
/// <param name="Addresses">Emitters; empty means any.</param>
/// <param name="Topics">Per position the allowed values; an empty list at a position means any value, and a log needs at least as many topics as positions. At most four positions.</param>
public sealed record LogFilter(ulong FromBlock, ulong ToBlock, IReadOnlyList<Address> Addresses, IReadOnlyList<IReadOnlyList<Hash256>> Topics);

/// <summary>A log with the names of its block and transaction.</summary>
/// <param name="Log">The log.</param>
/// <param name="BlockHash">Hash of its block.</param>
/// <param name="BlockTimestamp">Time of its block in seconds.</param>
/// <param name="TransactionHash">Hash of its transaction.</param>
public sealed record FoundLog(LogRow Log, Hash256 BlockHash, ulong BlockTimestamp, Hash256 TransactionHash);

/// <summary>One event log.</summary>
/// <param name="BlockNumber">The block.</param>
/// <param name="LogIndex">Position among the block's logs.</param>
/// <param name="TransactionPosition">Position of the transaction within the block.</param>
/// <param name="Address">The emitting contract.</param>
/// <param name="Topics">At most four.</param>
/// <param name="Data">The unindexed part.</param>
public sealed record LogRow(ulong BlockNumber, int LogIndex, int TransactionPosition, Address Address, IReadOnlyList<Hash256> Topics, ReadOnlyMemory<byte> Data);
