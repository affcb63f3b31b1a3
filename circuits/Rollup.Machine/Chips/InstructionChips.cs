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
    /// One per <see cref="Isa.ChipKind"/>, in that order. The most frequent instructions come two in a row of their table: that halves the cells of the quotient per instruction and leaves no LogUp
    /// column half full, for twice the width, which every recursion pays for.
    /// </summary>
    public static IReadOnlyList<IChip> All { get; } =
    [
        new InstructionChip<ConstantInstruction>(instances: 2),
        new InstructionChip<MoveInstruction>(),
        new InstructionChip<IncrementInstruction>(instances: 2),
        new InstructionChip<AccumulateInstruction>(),
        new InstructionChip<AddImmediateInstruction>(),
        new InstructionChip<AddInstruction>(),
        new InstructionChip<AddWordImmediateInstruction>(),
        new InstructionChip<AddWordInstruction>(),
        new InstructionChip<ShiftAddInstruction>(),
        new InstructionChip<LogicImmediateInstruction>(),
        new InstructionChip<LogicInstruction>(),
        new InstructionChip<ShiftLeftInstruction>(),
        new InstructionChip<ShiftRightInstruction>(),
        new InstructionChip<ShiftInstruction>(),
        new InstructionChip<MultiplyInstruction>(),
        new InstructionChip<MultiplyHighInstruction>(),
        new InstructionChip<BranchEqualInstruction>(),
        new InstructionChip<BranchZeroInstruction>(),
        new InstructionChip<BranchLessInstruction>(instances: 2),
        new InstructionChip<JumpInstruction>(),
        new InstructionChip<JumpRegisterInstruction>(),
        new InstructionChip<LoadDoubleInstruction>(instances: 2),
        new InstructionChip<LoadWordInstruction>(),
        new InstructionChip<LoadByteInstruction>(),
        new InstructionChip<LoadAnyInstruction>(),
        new InstructionChip<StoreDoubleInstruction>(instances: 2),
        new InstructionChip<StoreWordInstruction>(),
        new InstructionChip<StoreByteInstruction>(),
        new InstructionChip<StoreAnyInstruction>(),
        new InstructionChip<ReverseBytesInstruction>(),
        new InstructionChip<RareInstruction>(),
        new InstructionChip<CountOnesInstruction>(),
        new InstructionChip<CallInstruction>(),
    ];
}
