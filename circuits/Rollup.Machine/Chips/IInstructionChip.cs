using Rollup.Machine.Events;

namespace Rollup.Machine.Chips;

/// <summary>A table that executes instructions.</summary>
public interface IInstructionChip
{
    /// <summary>The address of the (first) instruction in a row; null in padding.</summary>
    uint? PcOf(SegmentEvents events, int row);
}
