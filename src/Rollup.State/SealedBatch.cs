using Rollup.Kernel.State;

namespace Rollup.State;

/// <summary>A batch's effect on the stored state, ready to be written, and the tree part of its witness.</summary>
/// <param name="Checkpoint">The state at the batch's end.</param>
/// <param name="Witness">What <see cref="WitnessState"/> reads: the touched entries and the pruned tree before the batch. Empty if the batch was reconstructed.</param>
/// <param name="LastBlockDiff">The last block's diff with the batch's own writes added; it replaces the one in the block's row. Null for genesis and reconstructed batches.</param>
/// <param name="Entries">The leaves that changed; the value is absent for a deleted one.</param>
/// <param name="Bundles">The bundles of tree nodes that changed, null where there is none any more.</param>
public sealed record SealedBatch(
    Checkpoint Checkpoint,
    byte[] Witness,
    BlockDiff? LastBlockDiff,
    IReadOnlyList<(TreeKey Path, StoredEntry Entry)> Entries,
    IReadOnlyList<(NodePosition Position, byte[]? Nodes)> Bundles);
