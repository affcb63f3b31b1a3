using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Chips.Gadgets;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Chips.Jumps;

/// <inheritdoc cref="BranchZeroColumns{T}"/>
public readonly struct BranchZeroInstruction : IInstruction
{
    public static ChipKind Kind => ChipKind.BranchZero;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<BranchZeroColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly BranchZeroColumns<T> row = ref columns.As<BranchZeroColumns<T>, T>();
        (T active, T operation) = OperationFlags.Evaluate<TBuilder, T>(ref builder, [row.IsEqual, row.IsNotEqual, row.IsLess, row.IsNotLess], Operations);
        T one = T.Constant(KoalaBear.One), following = row.Pc + one, sum = default;
        foreach (T limb in (ReadOnlySpan<T>)row.Left.Value)
            sum += limb;
        builder.AssertZero("an operand without inverse is zero", row.Nonzero - (sum * row.Inverse));
        builder.AssertZero("an operand that is not zero says so", (one - row.Nonzero) * sum);
        Signs.Evaluate(ref builder, row.Left.Value[^1], row.Sign, row.IsLess + row.IsNotLess);
        T taken = (row.IsEqual * (one - row.Nonzero)) + (row.IsNotEqual * row.Nonzero) + (row.IsLess * row.Sign) + (row.IsNotLess * (one - row.Sign));
        builder.AssertZero("a taken branch goes to its target, another one on", row.Distance - (taken * (row.Target - following)));
        InstructionStep.Advance(ref builder, row.Pc, row.Time, following + row.Distance, active);
        InstructionStep.Fetch(ref builder, row.Pc, operation, default, row.Rs1, default, [], row.Target, active);
        T high = MemoryAccess.Read(ref builder, MemoryAccess.Register(row.Rs1), row.Time, in row.Left, active);
        MemoryAccess.CheckRange(ref builder, high, 8, active);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref BranchZeroColumns<KoalaBear> row = ref columns.As<BranchZeroColumns<KoalaBear>, KoalaBear>();
        Operation operation = instruction.Instruction.Operation;
        row.IsEqual = Cell.Of(operation == Operation.BranchEqualZero);
        row.IsNotEqual = Cell.Of(operation == Operation.BranchNotEqualZero);
        row.IsLess = Cell.Of(operation == Operation.BranchLessZero);
        row.IsNotLess = Cell.Of(operation == Operation.BranchGreaterOrEqualZero);
        row.Pc = Cell.Of(instruction.Instruction.Pc >> 2);
        row.Time = Cell.Of(instruction.Time);
        row.Rs1 = Cell.Of(instruction.Instruction.Rs1);
        row.Target = Cell.Of(instruction.Instruction.Next >> 2);
        row.Distance = Cell.Of(instruction.NextPc >> 2) - row.Pc - KoalaBear.One;
        byte high = MemoryAccess.Fill(ref row.Left, instruction.Rs1, instruction.Rs1Previous, instruction.Time, lookups);
        lookups.Range(high, 8);
        row.Sign = Signs.Fill(instruction.Rs1, operation is Operation.BranchLessZero or Operation.BranchGreaterOrEqualZero, lookups);
        if (instruction.Rs1 == 0)
            return;
        row.Nonzero = KoalaBear.One;
        uint sum = 0;
        for (int i = 0; i < WordColumns<KoalaBear>.Limbs; i++)
            sum += WordColumns.Limb(instruction.Rs1, i);
        row.Inverse = Cell.Of(sum).Inverse();
    }

    private static ReadOnlySpan<Operation> Operations => [Operation.BranchEqualZero, Operation.BranchNotEqualZero, Operation.BranchLessZero, Operation.BranchGreaterOrEqualZero];
}
