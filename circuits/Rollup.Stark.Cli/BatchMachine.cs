using Rollup.Guest;
using Rollup.Machine;
using Rollup.Machine.Programs;
using Rollup.Machine.Proving;
using Rollup.Machine.Segments;
using Rollup.Stark.Matrices;
using Rollup.Stark.Parameters;

namespace Rollup.Stark.Cli;

/// <summary>The machine that runs the pinned program of the kernel.</summary>
internal static class BatchMachine
{
    public static StarkParameters Parameters { get; } = ParameterSets.Provable110(logBlowup: 1);

    public static ProgramImage Program { get; } = ProgramImage.FromElf(PinnedGuest.ReadElf());

    public static MachineKey CreateKey(Workers workers) => MachineKey.Create(Program, ShapeTable.Pinned(MachineTables.Of(Program)), Parameters, workers);
}
