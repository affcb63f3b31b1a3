using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Chips.Forms;
using Rollup.Machine.Chips.Gadgets;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Chips.Jumps;

/// <inheritdoc cref="BranchLessColumns{T}"/>
public readonly struct BranchLessInstruction : IInstruction
{
    public static ChipKind Kind => ChipKind.BranchLess;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<BranchLessColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly BranchLessColumns<T> row = ref columns.As<BranchLessColumns<T>, T>();
        T one = T.Constant(KoalaBear.One), isSigned = row.IsLess + row.IsNotLess, active = isSigned + row.IsLessUnsigned + row.IsNotLessUnsigned;
        builder.AssertBool("IsLess is a bit", row.IsLess);
        builder.AssertBool("IsNotLess is a bit", row.IsNotLess);
        builder.AssertBool("IsLessUnsigned is a bit", row.IsLessUnsigned);
        builder.AssertBool("IsNotLessUnsigned is a bit", row.IsNotLessUnsigned);
        builder.AssertBool("a row is one instruction at most", active);
        Signs.Evaluate(ref builder, row.Form.Left.Value[^1], row.LeftSign, isSigned);
        Signs.Evaluate(ref builder, row.Form.Right.Value[^1], row.RightSign, isSigned);
        LessColumns.Evaluate(ref builder, in row.Comparison, row.Form.Left.Value, row.Form.Right.Value, row.LeftSign, row.RightSign, active);
        T taken = ((row.IsLess + row.IsLessUnsigned) * row.Comparison.Less) + ((row.IsNotLess + row.IsNotLessUnsigned) * (one - row.Comparison.Less));
        T operation = (row.IsLess * InstructionStep.Number<T>(Operation.BranchLess)) + (row.IsNotLess * InstructionStep.Number<T>(Operation.BranchGreaterOrEqual))
            + (row.IsLessUnsigned * InstructionStep.Number<T>(Operation.BranchLessUnsigned))
            + (row.IsNotLessUnsigned * InstructionStep.Number<T>(Operation.BranchGreaterOrEqualUnsigned));
        BranchForm.Evaluate(ref builder, in row.Form, operation, taken, active);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref BranchLessColumns<KoalaBear> row = ref columns.As<BranchLessColumns<KoalaBear>, KoalaBear>();
        BranchForm.Fill(ref row.Form, in instruction, lookups);
        Operation operation = instruction.Instruction.Operation;
        row.IsLess = Cell.Of(operation == Operation.BranchLess);
        row.IsNotLess = Cell.Of(operation == Operation.BranchGreaterOrEqual);
        row.IsLessUnsigned = Cell.Of(operation == Operation.BranchLessUnsigned);
        row.IsNotLessUnsigned = Cell.Of(operation == Operation.BranchGreaterOrEqualUnsigned);
        bool isSigned = operation is Operation.BranchLess or Operation.BranchGreaterOrEqual;
        row.LeftSign = Signs.Fill(instruction.Rs1, isSigned, lookups);
        row.RightSign = Signs.Fill(instruction.Rs2, isSigned, lookups);
        LessColumns.Fill(ref row.Comparison, instruction.Rs1, instruction.Rs2, isSigned, lookups);
    }
}
