using Rollup.Machine.Chips;
using Rollup.Machine.Chips.Boundary;
using Rollup.Machine.Chips.BytePairs;
using Rollup.Machine.Chips.MemoryTree;
using Rollup.Machine.Chips.Permutations;
using Rollup.Machine.Chips.Program;
using Rollup.Machine.Chips.Ranges;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Precompiles;
using Rollup.Machine.Programs;
using Rollup.Machine.Tables;

namespace Rollup.Machine;

/// <summary>The machine: all its tables. Their order is part of every key.</summary>
public static class MachineTables
{
    /// <summary>The tables that a program can need: those of instructions and precompiles that its code does not have are no part of its machine.</summary>
    public static IReadOnlyList<IChip> Of(ProgramImage program)
    {
        SegmentCounts possible = new();
        foreach (DecodedInstruction row in program.Code)
        {
            possible.Executions(InstructionSet.ChipOf(row.Operation)) = 1;
            possible.Executions(InstructionSet.UnalignedChipOf(row.Operation)) = 1;
            if (row.Operation is >= Operation.CallKeccak and <= Operation.CallCopy)
                possible.Calls(Precompile.Keccak + (row.Operation - Operation.CallKeccak)) = 1;
        }

        return [.. All(program).Where(chip => !chip.Air.IsOptional || chip.RowsFor(possible) > 0)];
    }

    private static IReadOnlyList<IChip> All(ProgramImage program) =>
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
