using Rollup.Kernel.Protocol;

namespace Rollup.State;

/// <summary>How much of the state is kept in memory.</summary>
public sealed record ChainStateOptions
{
    /// <summary>Blocks before the latest that can be read. At least 256, Ethereum's own promise for BLOCKHASH.</summary>
    public int KeptBlocks { get; init; } = 256;

    /// <summary>Blocks whose diffs are to be loaded: those kept, and before them as many as the oldest one's BLOCKHASH can ask for.</summary>
    public int TrackedBlocks => KeptBlocks + ProtocolConstants.BlockHashRing;

    /// <summary>Unchanged entries kept to answer reads without the database; about 250 bytes each.</summary>
    public int CachedEntries { get; init; } = 1 << 20;

    /// <summary>Bytes of contract code kept in memory.</summary>
    public long CachedCodeBytes { get; init; } = 128L << 20;

    /// <summary>Tree nodes kept; about 70 bytes each. Beyond it the tree is dropped after a batch and loads again as it is needed.</summary>
    public int CachedNodes { get; init; } = 1 << 23;
}
