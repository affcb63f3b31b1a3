using Rollup.Machine.Chips;
using Rollup.Machine.Events;
using Rollup.Machine.Programs;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Checking;
using Rollup.Stark.Matrices;

namespace Rollup.Machine.Segments;

/// <summary>Checks the traces of a segment without a proof, and says where in the program something is wrong.</summary>
public static class SegmentChecker
{
    /// <summary>The first violation, or null if all is well.</summary>
    public static SegmentViolation? FindViolation(ProgramImage program, IReadOnlyList<IChip> chips, SegmentEvents events, IReadOnlyList<Trace?> traces)
    {
        IAir[] airs = [.. chips.Select(chip => chip.Air)];
        if (TraceChecker.FindViolation(airs, traces, events.Statement.ToPublicValues()) is not { } violation)
            return null;
        IChip chip = chips.First(chip => chip.Air.Name == violation.Table);
        uint? pc = chip is IInstructionChip instructions ? instructions.PcOf(events, violation.Row) : null;
        return new(violation, pc, pc is { } address ? program.FunctionAt(address)?.Name : null);
    }
}
