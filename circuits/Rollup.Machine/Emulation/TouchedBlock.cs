using Rollup.Machine.Events;

namespace Rollup.Machine.Emulation;

/// <summary>A block that a segment touches, with its words before the segment.</summary>
public struct TouchedBlock
{
    public uint Index;

    public BlockWords Before;
}
