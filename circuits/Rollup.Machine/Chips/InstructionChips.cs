using Rollup.Machine.Chips.Arithmetic;
using Rollup.Machine.Chips.Calls;
using Rollup.Machine.Chips.Comparison;
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
    /// <summary>One per <see cref="Isa.ChipKind"/>, in that order.</summary>
    public static IReadOnlyList<IChip> All { get; } =
    [
        new InstructionChip<ConstantInstruction>(),
        new InstructionChip<MoveInstruction>(),
        new InstructionChip<AddImmediateInstruction>(),
        new InstructionChip<AddInstruction>(),
        new InstructionChip<AddWordImmediateInstruction>(),
        new InstructionChip<AddWordInstruction>(),
        new InstructionChip<ShiftAddInstruction>(),
        new InstructionChip<LogicImmediateInstruction>(),
        new InstructionChip<LogicInstruction>(),
        new InstructionChip<CompareImmediateInstruction>(),
        new InstructionChip<CompareInstruction>(),
        new InstructionChip<ShiftLeftInstruction>(),
        new InstructionChip<ShiftRightInstruction>(),
        new InstructionChip<ShiftInstruction>(),
        new InstructionChip<MultiplyInstruction>(),
        new InstructionChip<MultiplyHighInstruction>(),
        new InstructionChip<BranchEqualInstruction>(),
        new InstructionChip<BranchLessInstruction>(),
        new InstructionChip<JumpInstruction>(),
        new InstructionChip<JumpRegisterInstruction>(),
        new InstructionChip<LoadDoubleInstruction>(),
        new InstructionChip<LoadWordInstruction>(),
        new InstructionChip<LoadByteInstruction>(),
        new InstructionChip<LoadAnyInstruction>(),
        new InstructionChip<StoreDoubleInstruction>(),
        new InstructionChip<StoreWordInstruction>(),
        new InstructionChip<StoreByteInstruction>(),
        new InstructionChip<StoreAnyInstruction>(),
        new InstructionChip<ReverseBytesInstruction>(),
        new InstructionChip<RareInstruction>(),
        new InstructionChip<CallInstruction>(),
    ];
}
