using Rollup.Kernel.Blocks;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Batches;

/// <summary>What <see cref="BatchTransition"/> computes: what is proven, and what the node commits to L1. The data lies in the arena.</summary>
public readonly ref struct BatchOutput
{
    /// <summary>The words that the proof is about, with the hash of the batch.</summary>
    public PublicInput PublicInput { get; init; }

    /// <summary>The header of the batch.</summary>
    public BatchHeader Header { get; init; }

    /// <summary>The header of the batch's last block.</summary>
    public BlockHeader LastBlock { get; init; }

    /// <summary>The leaves of the batch's messages to L1, in order.</summary>
    public ReadOnlySpan<Hash256> MessageLeaves { get; init; }

    /// <summary>The data for L1.</summary>
    public ReadOnlySpan<byte> Data { get; init; }
}
