using Rollup.Sequencer.Pool;

namespace Rollup.Sequencer;

/// <summary>When blocks and batches are made.</summary>
public sealed record SequencerOptions
{
    /// <summary>
    /// The longest time between blocks while there are transactions. A block that fills up comes earlier, and so does one that costs little: the distance is ten times what
    /// the last block took to make, so that making blocks takes a tenth of the time at most, from <see cref="MinBlockInterval"/> up.
    /// </summary>
    public TimeSpan BlockInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The shortest time between blocks that are not full. The first transaction after it gets a block at once.</summary>
    public TimeSpan MinBlockInterval { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Time after which a block is made although there is nothing for it; null for never.</summary>
    public TimeSpan? Heartbeat { get; init; }

    /// <summary>
    /// The longest time between empty blocks: each one without transactions doubles <see cref="Heartbeat"/> up to this, so that an idle chain does not keep its provers busy. Null for a steady heartbeat.
    /// </summary>
    public TimeSpan? MaxHeartbeat { get; init; }

    /// <summary>The JSON-RPC URL at which other nodes reach this one while it leads; empty if they cannot.</summary>
    public string Url { get; init; } = "";

    /// <summary>Threads that execute a block's transactions.</summary>
    public int ExecutionThreads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// After this time in the making, a block takes no further transaction: those that are left wait for the next one. A transaction is never interrupted, so that one of
    /// the dearest kind may add its own time.
    /// </summary>
    public TimeSpan LongestExecution { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>L1 queue items in one block.</summary>
    public int MaxItemsPerBlock { get; init; } = 200;

    /// <summary>
    /// The age of L1 queue items from which L1 accepts no batch without them, up to a bound on gas. Items older than half of it are urgent: until all of
    /// those are taken, blocks hold nothing else.
    /// </summary>
    public TimeSpan InclusionDeadline { get; init; } = TimeSpan.FromDays(1);

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

    /// <summary>
    /// Sealed batches without a proof on L1 from which on age alone seals no batch: fewer and fuller ones are cheaper to prove. An open batch waits no longer than a quarter of
    /// <see cref="InclusionDeadline"/>, so that none keeps a queue item from L1 until it is overdue. Null for no such bound.
    /// </summary>
    public int? MaxUnprovenBatches { get; init; }

    /// <summary>The pool's limits.</summary>
    public MempoolOptions Mempool { get; init; } = new();
}
