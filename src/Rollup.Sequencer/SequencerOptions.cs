using Rollup.Sequencer.Pool;

namespace Rollup.Sequencer;

/// <summary>When blocks and batches are made.</summary>
public sealed record SequencerOptions
{
    /// <summary>Time between blocks while there are transactions; a block that fills up comes earlier.</summary>
    public TimeSpan BlockInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time after which a block is made although there is nothing for it; null for never.</summary>
    public TimeSpan? Heartbeat { get; init; }

    /// <summary>Threads that execute a block's transactions.</summary>
    public int ExecutionThreads { get; init; } = Environment.ProcessorCount;

    /// <summary>L1 queue items in one block.</summary>
    public int MaxItemsPerBlock { get; init; } = 200;

    /// <summary>Blocks in a batch.</summary>
    public int MaxBatchBlocks { get; init; } = 1_000;

    /// <summary>Transactions in a batch.</summary>
    public int MaxBatchTransactions { get; init; } = 20_000;

    /// <summary>Gas in a batch.</summary>
    public ulong MaxBatchGas { get; init; } = 1_000_000_000;

    /// <summary>
    /// About how many bytes a batch's witness may have, without its transactions. Reading costs gas but leaves no L1 data, so that nothing else bounds what a
    /// batch looks at.
    /// </summary>
    public long MaxBatchWitnessBytes { get; init; } = 128L << 20;

    /// <summary>Time from a batch's first block to its sealing.</summary>
    public TimeSpan MaxBatchAge { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The pool's limits.</summary>
    public MempoolOptions Mempool { get; init; } = new();
}
