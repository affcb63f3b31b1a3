using Rollup.Kernel.Blocks;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Batches;

/// <summary>What <see cref="BatchTransition"/> computes: the digest, and what the node commits to L1. The data lies in the arena.</summary>
public readonly ref struct BatchOutput
{
    /// <summary>The public input of the proof (<see cref="PublicInput"/>).</summary>
    public Hash256 Digest { get; init; }

    /// <summary>The header of the batch.</summary>
    public BatchHeader Header { get; init; }

    /// <summary>The hash of that header.</summary>
    public Hash256 BatchHash { get; init; }

    /// <summary>The header of the batch's last block.</summary>
    public BlockHeader LastBlock { get; init; }

    /// <summary>The leaves of the batch's messages to L1, in order.</summary>
    public ReadOnlySpan<Hash256> MessageLeaves { get; init; }

    /// <summary>The data for L1.</summary>
    public ReadOnlySpan<byte> Data { get; init; }
}
