using Rollup.Kernel.Blocks;
using Rollup.Kernel.Primitives;
using Rollup.Sequencer.Pool;
using Rollup.State;
using Rollup.Storage.Blocks;
using Rollup.Storage.L1;

namespace Rollup.Sequencer.Blocks;

/// <summary>A block that was executed and is not stored yet.</summary>
public sealed class BlockDraft
{
    /// <summary>The header.</summary>
    public required BlockHeader Header { get; init; }

    /// <summary>The selection that its transactions were taken from.</summary>
    public required TransactionSelection Selection { get; init; }

    /// <summary>The pool's transactions in the block.</summary>
    public required IReadOnlyList<PooledTransaction> Included { get; init; }

    /// <summary>Transactions that turned out invalid.</summary>
    public required IReadOnlyList<PoolRemoval> Invalid { get; init; }

    /// <summary>The changes of the state.</summary>
    public required BlockDiff Diff { get; init; }

    /// <summary>Leaves of the messages to L1.</summary>
    public required IReadOnlyList<Hash256> MessageLeaves { get; init; }

    /// <summary>What is written.</summary>
    public required BlockCommit Commit { get; init; }

    /// <summary>Whether transactions were left out for want of gas.</summary>
    public required bool IsFull { get; init; }

    /// <summary>Whether transactions were left out because the batch's L1 data is exhausted: the batch must be sealed.</summary>
    public required bool IsBatchFull { get; init; }

    /// <summary>The first urgent queue item that the block does not take; the block holds no transactions then. Null if there is none.</summary>
    public required L1Item? UrgentItem { get; init; }

    /// <summary>Executions in vain, because of conflicts between threads.</summary>
    public required int Reexecutions { get; init; }
}
