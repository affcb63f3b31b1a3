using Rollup.Machine.Emulation;

namespace Rollup.Machine.Segments;

/// <summary>A run cut into segments.</summary>
/// <param name="Segments">In order; together all of the run.</param>
/// <param name="Exit">How the run ended; only one that halted can be proven.</param>
/// <param name="Output">The words of the output blocks at the end.</param>
public sealed record RunPlan(IReadOnlyList<SegmentPlan> Segments, RunExit Exit, ulong[] Output);
