using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.Storage;

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
    IReadOnlyList<(NodePosition Position, byte[]? Nodes)> Bundles)
{
    /// <summary>The Keccak hashes of code that the batch's blocks read and no earlier block of it created: its witness must hold that code.</summary>
    public IReadOnlyCollection<Hash256> CodesRead { get; init; } = [];

    /// <summary>The code of accounts that come with the batch rather than with its blocks: those of genesis or of a reconstructed batch.</summary>
    public IReadOnlyList<CodeRow> Codes { get; init; } = [];
}
