using Rollup.Node.Operations;
using Rollup.Node.Operator.Alarms;
using Rollup.Storage.Operations;
using Rollup.Storage.Proofs;

namespace Rollup.Node.Operator.Figures;

/// <summary>Everything that the operator's page and the metrics show of the whole chain, as of one moment.</summary>
internal sealed record Overview
{
    /// <summary>That moment.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Whether this process can do its work.</summary>
    public required Readiness Readiness { get; init; }

    /// <summary>What this process does: leads, stands by, follows.</summary>
    public required string Role { get; init; }

    /// <summary>What somebody should look at, the severest first.</summary>
    public required IReadOnlyList<Reason> Alarms { get; init; }

    /// <summary>From acceptance to finality.</summary>
    public required IReadOnlyList<Stage> Stages { get; init; }

    /// <summary>How far proofs are behind.</summary>
    public required ProvingLag Lag { get; init; }

    /// <summary>From sealing to finality, of the last batches that became final; null without any.</summary>
    public required TimeSpan? TimeToFinality { get; init; }

    /// <summary>The proof jobs of batches that are not final.</summary>
    public required IReadOnlyList<JobGroup> Jobs { get; init; }

    /// <summary>The prover processes that have said lately that they are there.</summary>
    public required IReadOnlyList<ProofWorkerRow> Workers { get; init; }

    /// <summary>The jobs that they have.</summary>
    public required IReadOnlyList<ProofJob> Working { get; init; }

    /// <summary>What our accounts on L1 hold.</summary>
    public required IReadOnlyList<AccountBalance> Balances { get; init; }

    /// <summary>For how many more batches each wei lasts: the mean cost of a commit and of a proof; null while not known.</summary>
    public required decimal? WeiPerBatch { get; init; }

    /// <summary>Our transactions that L1 has not mined.</summary>
    public required IReadOnlyList<TransactionInFlight> InFlight { get; init; }

    /// <summary>The oldest item of the L1 queue that is in no block; null if all are.</summary>
    public required UntakenItem? OldestItem { get; init; }

    /// <summary>When L1 begins to refuse batches without that item; null without one.</summary>
    public required DateTimeOffset? ItemDeadline { get; init; }

    /// <summary>When the oldest batch was committed that is on L1 and not proven; null without any.</summary>
    public required DateTimeOffset? OldestUnproven { get; init; }

    /// <summary>The last batches, newest first.</summary>
    public required IReadOnlyList<BatchReport> Batches { get; init; }

    /// <summary>The newest final batch.</summary>
    public required ulong FinalizedBatch { get; init; }
}

/// <summary>A stage between acceptance and finality.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Unit">What its number counts.</param>
/// <param name="Number">The newest thing that has reached it, or what is in it.</param>
/// <param name="Waiting">What waits there for the next stage; nothing if that is its number.</param>
/// <param name="Transactions">How many transactions that holds; null where they are what is counted.</param>
/// <param name="OldestAge">For how long the first of that has waited; null if nothing does.</param>
/// <param name="Rate">What comes in, per minute; null while not known.</param>
internal sealed record Stage(string Name, string Unit, long? Number, string Waiting, long? Transactions, TimeSpan? OldestAge, double? Rate);

/// <summary>How far proofs are behind what is sealed.</summary>
/// <param name="Batches">Sealed batches that are not proven on L1.</param>
/// <param name="Cells">Cells that are still to be proven, estimated from what such jobs cost lately; null while nothing like them was done.</param>
/// <param name="CellsPerSecond">What all workers together did lately.</param>
/// <param name="Estimate">When they will be through at that speed; null while not known.</param>
/// <param name="OldestAge">For how long the oldest sealed batch that is not proven has waited.</param>
internal sealed record ProvingLag(long Batches, double? Cells, double CellsPerSecond, TimeSpan? Estimate, TimeSpan? OldestAge);
