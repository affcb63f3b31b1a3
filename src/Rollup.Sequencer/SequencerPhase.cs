namespace Rollup.Sequencer;

/// <summary>
/// What the sequencer does:
/// <code>
/// Standby ──▶ Starting ──▶ Leading ──▶ Halted
///    ▲            │           │
///    └────────────┴───────────┘   lease lost, database away, or rolled back
/// </code>
/// </summary>
public enum SequencerPhase
{
    /// <summary>Waiting for the lease.</summary>
    Standby,

    /// <summary>Holds the lease and loads the chain.</summary>
    Starting,

    /// <summary>Takes transactions and makes blocks.</summary>
    Leading,

    /// <summary>Stopped for good, because the kernel disagrees with the node: an operator has to look.</summary>
    Halted,
}
