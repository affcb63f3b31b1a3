namespace Rollup.Execution.Parallel;

/// <summary>The execution of a list of transactions as a block: the same, bit for bit, however many threads did it.</summary>
public sealed class BlockResult
{
    /// <summary>
    /// What became of the transactions, in order. The block ends in front of the first valid one whose gas limit exceeds what is left of
    /// the block's: this list is then shorter than the one given.
    /// </summary>
    public required IReadOnlyList<ExecutedTransaction> Transactions { get; init; }

    /// <summary>The gas of all included transactions.</summary>
    public required ulong GasUsed { get; init; }

    /// <summary>What changed.</summary>
    public required StateChanges Changes { get; init; }

    /// <summary>Executions beyond one per transaction: a measure of conflicts, which depends on the schedule.</summary>
    public required int Reexecutions { get; init; }
}
