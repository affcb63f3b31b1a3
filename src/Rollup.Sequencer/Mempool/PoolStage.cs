namespace Rollup.Sequencer;

/// <summary>
/// The life of a transaction in the pool:
/// <code>
/// Storing ──▶ Waiting ◀──▶ Executing ──▶ Left
///    └───────────┴──▶ Leaving ──▶ Left
/// </code>
/// </summary>
internal enum PoolStage
{
    /// <summary>Checked and counted, not durable yet: no block may hold it.</summary>
    Storing,

    /// <summary>Durable.</summary>
    Waiting,

    /// <summary>Handed to the block being built; it cannot be replaced or evicted.</summary>
    Executing,

    /// <summary>Out of the pool; the reason is not durable yet, so a restart must still find the transaction.</summary>
    Leaving,

    /// <summary>In a durable block, or removed with a durable reason.</summary>
    Left,
}
