using Rollup.Machine.Chips.Arithmetic;
using Rollup.Machine.Chips.Calls;
using Rollup.Machine.Chips.Jumps;
using Rollup.Machine.Chips.Loads;
using Rollup.Machine.Chips.Logic;
using Rollup.Machine.Chips.Multiplication;
using Rollup.Machine.Chips.Rare;
using Rollup.Machine.Chips.Shifts;
using Rollup.Machine.Chips.Stores;
using Rollup.Machine.Tables;

namespace Rollup.Machine.Chips;

/// <summary>The tables that execute instructions.</summary>
public static class InstructionChips
{
    /// <summary>
    /// One per <see cref="Isa.ChipKind"/>, in that order. The most frequent instructions come several in a row of their table: they share the quotient's cells, leave fewer LogUp columns half full, and
    /// heights, which are powers of two, come closer to how often programs execute them. What that costs is width, for which every recursion pays.
    /// </summary>
    public static IReadOnlyList<IChip> All { get; } =
    [
        new InstructionChip<ConstantInstruction>(instances: 3),
        new InstructionChip<MoveInstruction>(instances: 2),
        new InstructionChip<IncrementInstruction>(instances: 2),
        new InstructionChip<AccumulateInstruction>(instances: 2),
        new InstructionChip<AddImmediateInstruction>(instances: 2),
        new InstructionChip<AddInstruction>(instances: 3),
        new InstructionChip<AddWordImmediateInstruction>(instances: 2),
        new InstructionChip<AddWordInstruction>(instances: 2),
        new InstructionChip<ShiftAddInstruction>(instances: 2),
        new InstructionChip<LogicImmediateInstruction>(),
        new InstructionChip<LogicInstruction>(instances: 2),
        new InstructionChip<ShiftLeftInstruction>(),
        new InstructionChip<ShiftRightInstruction>(),
        new InstructionChip<ShiftInstruction>(),
        new InstructionChip<MultiplyInstruction>(),
        new InstructionChip<MultiplyHighInstruction>(),
        new InstructionChip<BranchEqualInstruction>(instances: 2),
        new InstructionChip<BranchZeroInstruction>(instances: 3),
        new InstructionChip<BranchLessInstruction>(instances: 4),
        new InstructionChip<JumpInstruction>(instances: 2),
        new InstructionChip<JumpRegisterInstruction>(),
        new InstructionChip<LoadDoubleInstruction>(instances: 5),
        new InstructionChip<LoadWordInstruction>(instances: 3),
        new InstructionChip<LoadByteInstruction>(),
        new InstructionChip<LoadAnyInstruction>(),
        new InstructionChip<StoreDoubleInstruction>(instances: 6),
        new InstructionChip<StoreWordInstruction>(),
        new InstructionChip<StoreByteInstruction>(),
        new InstructionChip<StoreAnyInstruction>(),
        new InstructionChip<ReverseBytesInstruction>(),
        new InstructionChip<RareInstruction>(),
        new InstructionChip<CountOnesInstruction>(),
        new InstructionChip<CallInstruction>(),
    ];
}
