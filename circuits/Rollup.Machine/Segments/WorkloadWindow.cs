using Rollup.Machine.Tables;

namespace Rollup.Machine.Segments;

/// <summary>A stretch of a run: its counts, and the blocks that it touches.</summary>
internal sealed record WorkloadWindow(SegmentCounts Counts, IReadOnlyList<(uint Block, bool IsWritten)> Blocks);
