using Dapper;
using Npgsql;
using Rollup.Kernel.Primitives;

namespace Rollup.Storage.L1;

/// <summary>The operator's L1 transactions in PostgreSQL (tables <c>l1_transactions</c>, <c>l1_attempts</c>).</summary>
public sealed class L1TransactionStore(Database database)
{
    /// <summary>
    /// Records a new transaction and its first signed form, in one database transaction. A live transaction with the same purpose or nonce
    /// makes it fail.
    /// </summary>
    public async Task<long> InsertAsync(
        string purpose, Address sender, L1TransactionContent transaction, L1TransactionAttempt attempt, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        await using NpgsqlTransaction scope = await connection.BeginTransactionAsync(cancellation);
        long id = await connection.QuerySingleAsync<long>(new CommandDefinition(
            """
            INSERT INTO l1_transactions (purpose, sender, nonce, recipient, calldata, gas_limit, status, created_at)
            VALUES (@purpose, @sender, @nonce, @recipient, @calldata, @gasLimit, @status, @createdAt) RETURNING id
            """,
            new
            {
                purpose,
                sender = sender.AsSpan().ToArray(),
                nonce = (long)transaction.Nonce,
                recipient = transaction.Recipient.AsSpan().ToArray(),
                calldata = transaction.Calldata.ToArray(),
                gasLimit = (long)transaction.GasLimit,
                status = (short)L1TransactionStatus.Pending,
                createdAt = attempt.CreatedAt,
            },
            scope,
            cancellationToken: cancellation));
        await InsertAttemptAsync(connection, id, attempt, cancellation);
        await scope.CommitAsync(cancellation);
        return id;
    }

    /// <summary>Records a further signed form of a transaction, and the call that it makes, which may differ from the earlier one.</summary>
    public async Task AddAttemptAsync(long id, L1TransactionContent transaction, L1TransactionAttempt attempt, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        await using NpgsqlTransaction scope = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE l1_transactions SET recipient = @recipient, calldata = @calldata, gas_limit = @gasLimit WHERE id = @id",
            new { id, recipient = transaction.Recipient.AsSpan().ToArray(), calldata = transaction.Calldata.ToArray(), gasLimit = (long)transaction.GasLimit },
            cancellationToken: cancellation));
        await InsertAttemptAsync(connection, id, attempt, cancellation);
        await scope.CommitAsync(cancellation);
    }

    /// <summary>Pending and mined transactions of <paramref name="sender"/>, by nonce; mined ones without calldata and raw bytes.</summary>
    public Task<IReadOnlyList<L1TransactionRecord>> ReadLiveAsync(Address sender, CancellationToken cancellation) =>
        ReadAsync("WHERE sender = @sender AND status IN (0, 1) ORDER BY nonce", new { sender = sender.AsSpan().ToArray() }, withBytes: false, cancellation);

    /// <summary>All transactions ever recorded for a purpose, oldest first.</summary>
    public Task<IReadOnlyList<L1TransactionRecord>> ReadByPurposeAsync(string purpose, CancellationToken cancellation) =>
        ReadAsync("WHERE purpose = @purpose ORDER BY id", new { purpose }, withBytes: true, cancellation);

    /// <summary>One transaction with all its bytes.</summary>
    public async Task<L1TransactionRecord> ReadAsync(long id, CancellationToken cancellation) =>
        (await ReadAsync("WHERE id = @id", new { id }, withBytes: true, cancellation)).Single();

    /// <summary>Moves a transaction to another state; the block is the one it is mined in, if any.</summary>
    public async Task SetStatusAsync(
        long id, L1TransactionStatus status, ulong? blockNumber, Hash256? blockHash, string? error, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE l1_transactions SET status = @status, block_number = @number, block_hash = @hash, error = @error WHERE id = @id",
            new { id, status = (short)status, number = (long?)blockNumber, hash = blockHash?.AsSpan().ToArray(), error },
            cancellationToken: cancellation));
    }

    private static Task InsertAttemptAsync(NpgsqlConnection connection, long id, L1TransactionAttempt attempt, CancellationToken cancellation) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO l1_attempts (hash, transaction_id, max_fee, max_priority_fee, raw, created_at)
            VALUES (@hash, @id, @maxFee, @maxPriorityFee, @raw, @createdAt)
            """,
            new
            {
                id,
                hash = attempt.Signed.Hash.AsSpan().ToArray(),
                maxFee = checked((long)attempt.Fees.MaxFeePerGas),
                maxPriorityFee = checked((long)attempt.Fees.MaxPriorityFeePerGas),
                raw = attempt.Signed.Raw,
                createdAt = attempt.CreatedAt,
            },
            cancellationToken: cancellation));

    private async Task<IReadOnlyList<L1TransactionRecord>> ReadAsync(string condition, object parameters, bool withBytes, CancellationToken cancellation)
    {
        // Batches are large, and mined transactions are looked at often.
        string Bytes(string column) => withBytes ? column : $"CASE WHEN status = 0 THEN {column} ELSE '' END AS {column}";
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        TransactionRow[] rows =
        [
            .. await connection.QueryAsync<TransactionRow>(new CommandDefinition(
                $"""
                SELECT id, purpose, sender, nonce, recipient, {Bytes("calldata")}, gas_limit, status,
                       block_number, block_hash, error
                FROM l1_transactions {condition}
                """,
                parameters,
                cancellationToken: cancellation)),
        ];
        IEnumerable<AttemptRow> attempts = await connection.QueryAsync<AttemptRow>(new CommandDefinition(
            $"""
            SELECT a.hash, a.transaction_id, a.max_fee, a.max_priority_fee, {Bytes("raw")}, a.created_at
            FROM l1_attempts a JOIN l1_transactions t ON t.id = a.transaction_id
            WHERE a.transaction_id = ANY(@ids) ORDER BY a.created_at, a.max_fee
            """,
            new { ids = rows.Select(row => row.id).ToArray() },
            cancellationToken: cancellation));
        ILookup<long, L1TransactionAttempt> byTransaction = attempts.ToLookup(row => row.transaction_id, ToAttempt);
        return [.. rows.Select(row => ToRecord(row, [.. byTransaction[row.id]]))];
    }

    private static L1TransactionAttempt ToAttempt(AttemptRow row) => new(
        new SignedL1Transaction(row.raw, Hash256.FromSpan(row.hash)),
        new TransactionFees((ulong)row.max_fee, (ulong)row.max_priority_fee),
        new DateTimeOffset(row.created_at, TimeSpan.Zero));

    private static L1TransactionRecord ToRecord(TransactionRow row, IReadOnlyList<L1TransactionAttempt> attempts) => new(
        row.id,
        row.purpose,
        Address.FromSpan(row.sender),
        (ulong)row.nonce,
        Address.FromSpan(row.recipient),
        row.calldata,
        (ulong)row.gas_limit,
        (L1TransactionStatus)row.status,
        (ulong?)row.block_number,
        row.block_hash is null ? null : Hash256.FromSpan(row.block_hash),
        row.error,
        attempts);

    // Named like the columns, so that Dapper fills them by name.
#pragma warning disable IDE1006
    private sealed record TransactionRow(
        long id, string purpose, byte[] sender, long nonce, byte[] recipient, byte[] calldata, long gas_limit, short status,
        long? block_number, byte[]? block_hash, string? error);

    private sealed record AttemptRow(byte[] hash, long transaction_id, long max_fee, long max_priority_fee, byte[] raw, DateTime created_at);
#pragma warning restore IDE1006
}
