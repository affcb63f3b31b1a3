using Rollup.Kernel.Primitives;
using Rollup.Sequencer.L1;
using Rollup.State;

namespace Rollup.Sequencer;

/// <summary>A stored block that no stored batch holds.</summary>
/// <param name="Block">The block.</param>
/// <param name="Diff">Its changes of the state.</param>
/// <param name="MessageLeaves">Leaves of its messages to L1.</param>
/// <param name="Queue">Where the L1 queue stands after it.</param>
internal sealed record LoadedBlock(BatchBlock Block, BlockDiff Diff, IReadOnlyList<Hash256> MessageLeaves, QueuePosition Queue)
{
    /// <summary>Adds the block to its batch.</summary>
    public void AddTo(OpenBatch batch) => batch.Add(Block, Diff, MessageLeaves, Queue);
}
