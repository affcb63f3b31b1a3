using Rollup.Stark.Checking;

namespace Rollup.Machine.Segments;

/// <summary>What is wrong with a segment's traces, and for rows of instructions where in the program.</summary>
public sealed record SegmentViolation(TraceViolation Violation, uint? Pc, string? Function)
{
    public override string ToString() => Pc is { } pc ? $"pc 0x{pc:x} in {Function ?? "no function"}: {Violation}" : Violation.ToString();
}
