using Rollup.Machine.Chips;
using Rollup.Machine.Chips.Boundary;
using Rollup.Machine.Chips.BytePairs;
using Rollup.Machine.Chips.MemoryTree;
using Rollup.Machine.Chips.Permutations;
using Rollup.Machine.Chips.Program;
using Rollup.Machine.Chips.Ranges;
using Rollup.Machine.Precompiles;
using Rollup.Machine.Programs;
using Rollup.Machine.Tables;

namespace Rollup.Machine;

/// <summary>The machine: all its tables. Their order is part of every key.</summary>
public static class MachineTables
{
    public static IReadOnlyList<IChip> Of(ProgramImage program) =>
    [
        new BoundaryChip(),
        new ProgramChip(program),
        new RangeChip(),
        new BytePairChip(),
        new LeafChip(),
        new NodeChip(),
        new Permutation16Chip(),
        new Permutation24Chip(),
        .. InstructionChips.All,
        .. PrecompileChips.All,
    ];
}
