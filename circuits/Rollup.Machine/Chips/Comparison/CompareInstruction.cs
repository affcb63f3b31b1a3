using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Chips.Forms;
using Rollup.Machine.Chips.Gadgets;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Chips.Comparison;

/// <inheritdoc cref="CompareColumns{T}"/>
public readonly struct CompareInstruction : IInstruction
{
    public static ChipKind Kind => ChipKind.Compare;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<CompareColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly CompareColumns<T> row = ref columns.As<CompareColumns<T>, T>();
        T active = row.IsSigned + row.IsUnsigned;
        builder.AssertBool("IsSigned is a bit", row.IsSigned);
        builder.AssertBool("IsUnsigned is a bit", row.IsUnsigned);
        builder.AssertBool("a row is one instruction at most", active);
        Signs.Evaluate(ref builder, row.Form.Left.Value[^1], row.LeftSign, row.IsSigned);
        Signs.Evaluate(ref builder, row.Form.Right.Value[^1], row.RightSign, row.IsSigned);
        LessColumns.Evaluate(ref builder, in row.Comparison, row.Form.Left.Value, row.Form.Right.Value, row.LeftSign, row.RightSign, active);
        T operation = (row.IsSigned * InstructionStep.Number<T>(Operation.SetLess)) + (row.IsUnsigned * InstructionStep.Number<T>(Operation.SetLessUnsigned));
        RegisterForm.Evaluate(ref builder, in row.Form, operation, [row.Comparison.Less, default, default, default], active);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref CompareColumns<KoalaBear> row = ref columns.As<CompareColumns<KoalaBear>, KoalaBear>();
        RegisterForm.Fill(ref row.Form, in instruction, lookups);
        bool isSigned = instruction.Instruction.Operation == Operation.SetLess;
        row.IsSigned = Cell.Of(isSigned);
        row.IsUnsigned = Cell.Of(!isSigned);
        row.LeftSign = Signs.Fill(instruction.Rs1, isSigned, lookups);
        row.RightSign = Signs.Fill(instruction.Rs2, isSigned, lookups);
        LessColumns.Fill(ref row.Comparison, instruction.Rs1, instruction.Rs2, isSigned, lookups);
    }
}
