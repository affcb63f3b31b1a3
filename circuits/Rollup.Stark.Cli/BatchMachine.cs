using Rollup.Guest;
using Rollup.Machine;
using Rollup.Machine.Programs;
using Rollup.Machine.Proving;
using Rollup.Machine.Segments;
using Rollup.Recursion.Keys;
using Rollup.Stark.Matrices;

namespace Rollup.Stark.Cli;

/// <summary>The machine that runs the pinned program of the kernel.</summary>
internal static class BatchMachine
{
    public static ProgramImage Program { get; } = ProgramImage.FromElf(PinnedGuest.ReadElf());

    public static MachineKey CreateKey(Workers workers) => MachineKey.Create(Program, ShapeTable.Pinned(MachineTables.Of(Program)), ProofParameters.Segment, workers);
}
