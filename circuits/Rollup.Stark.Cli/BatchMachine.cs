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
    /// <summary>Memory that a process which proves segments may take, unless it is told otherwise. All pinned shapes stay below.</summary>
    public const long DefaultProverBytes = 6L << 30;

    public static ProgramImage Program { get; } = ProgramImage.FromElf(PinnedGuest.ReadElf());

    public static MachineKey CreateKey(Workers workers) => MachineKey.Create(Program, ShapeTable.Pinned(MachineTables.Of(Program)), ProofParameters.Segment, workers);
}
