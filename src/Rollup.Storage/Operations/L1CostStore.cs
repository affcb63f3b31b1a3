using Dapper;
using Npgsql;
using Rollup.Kernel.Primitives;

namespace Rollup.Storage.Operations;

/// <summary>What our L1 transactions cost and our accounts hold (tables <c>l1_costs</c> and <c>l1_balances</c>), and the transactions that are in flight.</summary>
public sealed class L1CostStore(Database database)
{
    /// <summary>Transactions that were mined, and whose cost in that block is not known: the signed forms of each, the newest first.</summary>
    public async Task<IReadOnlyList<UncostedTransaction>> FindUncostedAsync(int limit, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        IEnumerable<(long Id, string Purpose, byte[][] Hashes)> rows = await connection.QueryAsync<(long, string, byte[][])>(new CommandDefinition(
            """
            SELECT t.id, t.purpose, (SELECT array_agg(a.hash ORDER BY a.created_at DESC, a.max_fee DESC) FROM l1_attempts a WHERE a.transaction_id = t.id) AS hashes
            FROM l1_transactions t
            WHERE t.status IN (1, 2, 3) AND t.block_hash IS NOT NULL AND t.purpose ~ '^(commit|prove):' AND t.id > (SELECT coalesce(max(transaction_id), 0) - 500 FROM l1_costs)
              AND NOT EXISTS (SELECT FROM l1_costs c WHERE c.transaction_id = t.id AND c.block_hash = t.block_hash)
            ORDER BY t.id DESC LIMIT @limit
            """,
            new { limit },
            cancellationToken: cancellation));
        return [.. rows.Select(row => new UncostedTransaction(row.Id, row.Purpose, [.. row.Hashes.Select(hash => Hash256.FromSpan(hash))]))];
    }

    /// <summary>Records what a transaction cost, in place of what it cost in another block.</summary>
    public async Task WriteCostAsync(TransactionCost cost, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO l1_costs (transaction_id, is_proof, from_batch, to_batch, hash, block_hash, gas_used, wei) VALUES (@id, @isProof, @from, @to, @hash, @block, @gas, @wei)
            ON CONFLICT (transaction_id) DO UPDATE SET hash = excluded.hash, block_hash = excluded.block_hash, gas_used = excluded.gas_used, wei = excluded.wei
            """,
            new
            {
                id = cost.TransactionId,
                isProof = cost.IsProof,
                from = (long)cost.FromBatch,
                to = (long)cost.ToBatch,
                hash = cost.Hash.AsSpan().ToArray(),
                block = cost.BlockHash.AsSpan().ToArray(),
                gas = cost.GasUsed,
                wei = cost.Wei,
            },
            cancellationToken: cancellation));
    }

    /// <summary>Records what an account holds.</summary>
    public async Task WriteBalanceAsync(Address account, decimal wei, DateTimeOffset now, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO l1_balances (account, wei, seen_at) VALUES (@account, @wei, @now) ON CONFLICT (account) DO UPDATE SET wei = excluded.wei, seen_at = excluded.seen_at",
            new { account = account.AsSpan().ToArray(), wei, now = now.UtcDateTime },
            cancellationToken: cancellation));
    }

    /// <summary>What the accounts held when they were last looked at.</summary>
    public async Task<IReadOnlyList<AccountBalance>> ReadBalancesAsync(CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        IEnumerable<(byte[] Account, decimal Wei, DateTime SeenAt)> rows = await connection.QueryAsync<(byte[], decimal, DateTime)>(new CommandDefinition(
            "SELECT account, wei, seen_at FROM l1_balances ORDER BY account", cancellationToken: cancellation));
        return [.. rows.Select(row => new AccountBalance(Address.FromSpan(row.Account), row.Wei, new DateTimeOffset(row.SeenAt, TimeSpan.Zero)))];
    }

    /// <summary>The mean cost of the last commits and of the last proofs, in wei; null without any.</summary>
    public async Task<(decimal? Commit, decimal? Proof)> ReadMeanCostsAsync(CancellationToken cancellation)
    {
        const string Mean = "SELECT avg(wei) FROM (SELECT wei FROM l1_costs WHERE is_proof = {0} ORDER BY transaction_id DESC LIMIT 10) AS last";
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        return await connection.QuerySingleAsync<(decimal?, decimal?)>(new CommandDefinition(
            $"SELECT round(({string.Format(System.Globalization.CultureInfo.InvariantCulture, Mean, "false")})), round(({string.Format(System.Globalization.CultureInfo.InvariantCulture, Mean, "true")}))", cancellationToken: cancellation));
    }

    /// <summary>Transactions that are broadcast and not mined, in the order of their nonces.</summary>
    public async Task<IReadOnlyList<TransactionInFlight>> ReadInFlightAsync(CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await database.OpenAsync(cancellation);
        IEnumerable<(string Purpose, byte[] Sender, long Nonce, DateTime Created, long Attempts, long MaxFee)> rows =
            await connection.QueryAsync<(string, byte[], long, DateTime, long, long)>(new CommandDefinition(
                """
                SELECT t.purpose, t.sender, t.nonce, t.created_at, (SELECT count(*) FROM l1_attempts a WHERE a.transaction_id = t.id), coalesce((SELECT max(max_fee) FROM l1_attempts a WHERE a.transaction_id = t.id), 0)
                FROM l1_transactions t WHERE t.status = 0 ORDER BY t.sender, t.nonce
                """,
                cancellationToken: cancellation));
        return
        [
            .. rows.Select(row => new TransactionInFlight(
                row.Purpose, Address.FromSpan(row.Sender), (ulong)row.Nonce, new DateTimeOffset(row.Created, TimeSpan.Zero), (int)row.Attempts, (ulong)row.MaxFee)),
        ];
    }
}

/// <summary>A mined transaction whose cost is to be found.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Purpose">What it is for: <c>commit:N</c> or <c>prove:N-M</c>.</param>
/// <param name="Hashes">Its signed forms, one of which was mined.</param>
public sealed record UncostedTransaction(long Id, string Purpose, IReadOnlyList<Hash256> Hashes);

/// <summary>What a transaction cost.</summary>
/// <param name="TransactionId">Its id.</param>
/// <param name="IsProof">Whether it proved batches, or committed one.</param>
/// <param name="FromBatch">The first of them.</param>
/// <param name="ToBatch">The last.</param>
/// <param name="Hash">The hash of the form that was mined.</param>
/// <param name="BlockHash">Its block.</param>
/// <param name="GasUsed">Its gas.</param>
/// <param name="Wei">What the gas cost.</param>
public sealed record TransactionCost(long TransactionId, bool IsProof, ulong FromBatch, ulong ToBatch, Hash256 Hash, Hash256 BlockHash, long GasUsed, decimal Wei);

/// <summary>What an account held at a time.</summary>
public sealed record AccountBalance(Address Account, decimal Wei, DateTimeOffset SeenAt);

/// <summary>A transaction that is on its way to L1.</summary>
/// <param name="Purpose">What it is for.</param>
/// <param name="Sender">From whom.</param>
/// <param name="Nonce">Its nonce.</param>
/// <param name="CreatedAt">When it was first signed.</param>
/// <param name="Attempts">How often it was signed: more than once means that its fee was raised.</param>
/// <param name="MaxFeePerGas">The highest fee offered, in wei per gas.</param>
public sealed record TransactionInFlight(string Purpose, Address Sender, ulong Nonce, DateTimeOffset CreatedAt, int Attempts, ulong MaxFeePerGas);
