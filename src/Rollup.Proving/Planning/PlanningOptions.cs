namespace Rollup.Proving.Planning;

/// <summary>When what is proven.</summary>
public sealed record PlanningOptions
{
    /// <summary>Batches in a final proof, at most.</summary>
    public int MaxBatchesPerProof { get; init; } = 16;

    /// <summary>How long a batch that is proven up to here waits for others to share the final proof.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Batches that are worked on at once, from the first without a final proof on.</summary>
    public int MaxBatchesAhead { get; init; } = 64;

    /// <summary>How long proofs are kept after their batches became final on L1.</summary>
    public TimeSpan KeepProofs { get; init; } = TimeSpan.FromDays(7);

    /// <summary>A ready job that nobody took for so long is handed to the queue again.</summary>
    public TimeSpan QueuePatience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often the planner looks.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);
}
