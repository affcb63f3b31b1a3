using Rollup.Kernel.State;

namespace Rollup.Machine.Events;

/// <summary>A block that a segment touches.</summary>
public struct LeafEvent
{
    public uint Index;

    /// <summary>Whether it was written, even if with what it held before.</summary>
    public bool IsWritten;

    public BlockWords Before;

    public BlockWords After;

    public BlockTimes LastTimes;

    public Digest DigestBefore;

    public Digest DigestAfter;
}
