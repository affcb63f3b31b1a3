using Rollup.Kernel.State;
using Rollup.Machine.Tables;

namespace Rollup.Machine.Segments;

/// <summary>Where a segment begins and ends, and what it contains.</summary>
/// <param name="Index">From 0 on.</param>
/// <param name="StartCycle">Instructions executed before it.</param>
/// <param name="EndCycle">Instructions executed at its end.</param>
/// <param name="StartPc">The address of its first instruction.</param>
/// <param name="StartRoot">The memory tree's root at its start.</param>
/// <param name="EndPc">The address after its last instruction.</param>
/// <param name="EndRoot">The memory tree's root at its end.</param>
/// <param name="Counts">What heights depend on.</param>
public sealed record SegmentPlan(int Index, long StartCycle, long EndCycle, uint StartPc, Digest StartRoot, uint EndPc, Digest EndRoot, SegmentCounts Counts);
