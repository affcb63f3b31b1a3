namespace Rollup.Storage;

/// <summary>All that one block changes in the ledger; it is written in one database transaction.</summary>
public sealed record BlockCommit
{
    /// <summary>The block.</summary>
    public required BlockRow Row { get; init; }

    /// <summary>Ids of the block's transactions in order, L1 queue items included.</summary>
    public required long[] TransactionIds { get; init; }

    /// <summary>One receipt per transaction.</summary>
    public required IReadOnlyList<StoredReceipt> Receipts { get; init; }

    /// <summary>The logs of all receipts in order.</summary>
    public IReadOnlyList<LogRow> Logs { get; init; } = [];

    /// <summary>The block's changes of the state, as the state encodes them.</summary>
    public required ReadOnlyMemory<byte> StateDiff { get; init; }

    /// <summary>Leaves of the L2→L1 messages sent, 32 bytes each.</summary>
    public ReadOnlyMemory<byte> MessageLeaves { get; init; } = ReadOnlyMemory<byte>.Empty;

    /// <summary>The code that the block creates; some of it may be stored already.</summary>
    public IReadOnlyList<CodeRow> Codes { get; init; } = [];

    /// <summary>The L1 queue items among the transactions: they are first written with their block.</summary>
    public IReadOnlyList<TransactionRow> QueueItems { get; init; } = [];

    /// <summary>Transactions found invalid while the block was built.</summary>
    public IReadOnlyList<RemovalRow> Removals { get; init; } = [];
}
