using Rollup.Kernel.State;

namespace Rollup.State;

/// <summary>The state at the end of a batch, as committed to by its header. Batch 0 is genesis.</summary>
/// <param name="Batch">The batch's number.</param>
/// <param name="LastBlock">Its last block.</param>
/// <param name="Root">The root of the state tree.</param>
/// <param name="NextIndex">The index that the next new leaf gets.</param>
public sealed record Checkpoint(ulong Batch, ulong LastBlock, Digest Root, ulong NextIndex);
