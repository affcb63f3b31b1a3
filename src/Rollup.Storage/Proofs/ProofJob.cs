using Rollup.Kernel.Primitives;

namespace Rollup.Storage.Proofs;

/// <summary>What a proof job makes, in the order of a plan from its leaves to its root. The numbers are stored.</summary>
public enum ProofKind
{
    /// <summary>A run of the program on a batch's witness: the words it leaves, and where its segments begin and end.</summary>
    Plan = 0,

    /// <summary>The proof of a segment of the run. Input: the plan.</summary>
    Segment = 1,

    /// <summary>The same as a circuit's proof. Input: the segment.</summary>
    Lift = 2,

    /// <summary>Two neighbouring parts of a run as one. Inputs: left, right.</summary>
    Join = 3,

    /// <summary>A finished run as a statement about its batch. Inputs: the plan, the whole run's lift or join.</summary>
    Close = 4,

    /// <summary>Two neighbouring ranges of batches as one. Inputs: left, right.</summary>
    Chain = 5,

    /// <summary>A range of batches under the program's key. Input: its close or chain.</summary>
    Shrink = 6,

    /// <summary>The proof that L1 verifies. Input: the shrink.</summary>
    Final = 7,
}

/// <summary>
/// Where a proof job stands. The numbers are stored.
/// <code>
///               all inputs done         lease             result verified
///    Planned ───────────────────▶ Ready ─────▶ Leased ────────────────────▶ Done
///       ▲                          ▲  ▲          │ │                          │
///       │                          │  └──────────┘ │ third failure            │ a parent finds
///       │ an input is not valid    │   failure, or ▼                          │ it not valid
///       └──── (Leased parent)      │   lease lost  Failed ──▶ Ready (retry)   │
///                                  └──────────────────────────────────────────┘
///    any ──▶ Superseded: the batch was reverted, its key is another one, or L1 has it proven already
/// </code>
/// Only the holder of the lease's token moves a leased job, so a late word from an old lease changes nothing.
/// </summary>
public enum ProofStatus
{
    /// <summary>Waits for its inputs.</summary>
    Planned = 0,

    /// <summary>Can be worked on.</summary>
    Ready = 1,

    /// <summary>A worker has it.</summary>
    Leased = 2,

    /// <summary>Its result is there and was verified.</summary>
    Done = 3,

    /// <summary>It failed too often, or an operator stopped it; an operator must look.</summary>
    Failed = 4,

    /// <summary>Nobody needs it any more.</summary>
    Superseded = 5,
}

/// <summary>Batches from one to another, by the hash of the last one, which covers all before it, and the program that they are proven for.</summary>
/// <param name="From">The first batch.</param>
/// <param name="To">The last batch.</param>
/// <param name="ToHash">The last batch's hash.</param>
public sealed record ProofRange(ulong From, ulong To, Hash256 ToHash);

/// <summary>A job to add: its place in a plan, and its inputs.</summary>
/// <param name="Kind">What it makes.</param>
/// <param name="Range">The batches that it is about.</param>
/// <param name="Level">Steps above the plan's leaves.</param>
/// <param name="Position">Place from the left in its level.</param>
/// <param name="Inputs">In the order of <see cref="ProofKind"/>.</param>
/// <param name="StartCycle">Instructions before a segment.</param>
/// <param name="EndCycle">Instructions at its end.</param>
public sealed record PlannedJob(ProofKind Kind, ProofRange Range, int Level, int Position, IReadOnlyList<JobInput> Inputs, long StartCycle = 0, long EndCycle = 0);

/// <summary>An input of a planned job: a job that exists, or an earlier one of the same plan.</summary>
public readonly record struct JobInput(long? Existing, int Planned)
{
    /// <summary>The job with this id.</summary>
    public static JobInput Job(long id) => new(id, -1);

    /// <summary>The job with this index in the list that is added.</summary>
    public static JobInput At(int index) => new(null, index);
}

/// <summary>A proof job without its result.</summary>
public sealed record ProofJob
{
    /// <summary>Its id.</summary>
    public required long Id { get; init; }

    /// <summary>What it makes.</summary>
    public required ProofKind Kind { get; init; }

    /// <summary>Where it stands.</summary>
    public required ProofStatus Status { get; init; }

    /// <summary>The key of the program, 32 bytes.</summary>
    public required ReadOnlyMemory<byte> ProgramKey { get; init; }

    /// <summary>The batches that it is about.</summary>
    public required ProofRange Range { get; init; }

    /// <summary>Steps above the plan's leaves.</summary>
    public required int Level { get; init; }

    /// <summary>Place from the left in its level.</summary>
    public required int Position { get; init; }

    /// <summary>Instructions before a segment.</summary>
    public required long StartCycle { get; init; }

    /// <summary>Instructions at its end.</summary>
    public required long EndCycle { get; init; }

    /// <summary>The jobs whose results it needs.</summary>
    public required IReadOnlyList<long> Inputs { get; init; }

    /// <summary>Leases taken.</summary>
    public required int Attempts { get; init; }

    /// <summary>Leases that ended without a word.</summary>
    public required int Losses { get; init; }

    /// <summary>The worker of each failure.</summary>
    public required IReadOnlyList<string> FailedOn { get; init; }

    /// <summary>The last failure's reason.</summary>
    public required string? Error { get; init; }

    /// <summary>The last worker.</summary>
    public required string? Worker { get; init; }

    /// <summary>What the worker does.</summary>
    public required string Stage { get; init; }

    /// <summary>From 0 to 1.</summary>
    public required float Progress { get; init; }

    /// <summary>When stage or progress last changed.</summary>
    public required DateTimeOffset? ProgressAt { get; init; }

    /// <summary>Cells that the proof commits to.</summary>
    public required long Cells { get; init; }

    /// <summary>When it was planned.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its last lease was taken.</summary>
    public required DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was done, failed or was superseded.</summary>
    public required DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Bytes of its result; 0 without one.</summary>
    public required int ResultBytes { get; init; }
}

/// <summary>A worker's right to a job, for a time that it renews.</summary>
/// <param name="Job">The job.</param>
/// <param name="Token">Known to the holder alone.</param>
public sealed record ProofLease(ProofJob Job, Guid Token);

/// <summary>A worker process, by its own word.</summary>
/// <param name="Name">Machine and process.</param>
/// <param name="ProgramKey">The program that it can prove.</param>
/// <param name="Threads">How many it uses.</param>
/// <param name="MemoryBytes">What it holds.</param>
/// <param name="StartedAt">When it came up.</param>
/// <param name="SeenAt">When it last said that it is there.</param>
public sealed record ProofWorkerRow(string Name, ReadOnlyMemory<byte> ProgramKey, int Threads, long MemoryBytes, DateTimeOffset StartedAt, DateTimeOffset SeenAt);
