namespace Rollup.Sequencer;

/// <summary>The pool's limits.</summary>
public sealed record MempoolOptions
{
    /// <summary>Transactions in the pool.</summary>
    public int MaxTransactions { get; init; } = 100_000;

    /// <summary>Bytes of all encodings in the pool.</summary>
    public long MaxBytes { get; init; } = 256L << 20;

    /// <summary>Transactions of one sender.</summary>
    public int MaxTransactionsPerSender { get; init; } = 1_024;

    /// <summary>How far a nonce may be ahead of the account's.</summary>
    public ulong MaxNonceGap { get; init; } = 1_024;

    /// <summary>Bytes of one transaction.</summary>
    public int MaxTransactionBytes { get; init; } = 128 * 1024;

    /// <summary>How long a transaction may wait.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(3);

    /// <summary>
    /// Transactions submitted but not durable yet, in recovery or waiting for the database; beyond it clients are told to come back. A large one counts once
    /// more per KiB.
    /// </summary>
    public int MaxInFlight { get; init; } = 20_000;

    /// <summary>Transactions in one database commit.</summary>
    public int MaxCommitGroup { get; init; } = 4_000;
}
