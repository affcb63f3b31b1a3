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

/// <inheritdoc cref="CompareImmediateColumns{T}"/>
public readonly struct CompareImmediateInstruction : IInstruction
{
    public static ChipKind Kind => ChipKind.CompareImmediate;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<CompareImmediateColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly CompareImmediateColumns<T> row = ref columns.As<CompareImmediateColumns<T>, T>();
        T active = row.IsSigned + row.IsUnsigned;
        builder.AssertBool("IsSigned is a bit", row.IsSigned);
        builder.AssertBool("IsUnsigned is a bit", row.IsUnsigned);
        builder.AssertBool("a row is one instruction at most", active);
        Signs.Evaluate(ref builder, row.Form.Left.Value[^1], row.LeftSign, row.IsSigned);
        builder.AssertZero("the sign of the immediate", Limb.Extension(row.ImmediateSign) - (row.IsSigned * row.Upper));
        LessColumns.Evaluate(ref builder, in row.Comparison, row.Form.Left.Value, [row.Low, row.Upper, row.Upper, row.Upper], row.LeftSign, row.ImmediateSign, active);
        T operation = (row.IsSigned * InstructionStep.Number<T>(Operation.SetLessImmediate)) + (row.IsUnsigned * InstructionStep.Number<T>(Operation.SetLessUnsignedImmediate));
        ImmediateForm.Evaluate(ref builder, in row.Form, operation, [row.Low, row.Upper, row.Upper], [row.Comparison.Less, default, default, default], active);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref CompareImmediateColumns<KoalaBear> row = ref columns.As<CompareImmediateColumns<KoalaBear>, KoalaBear>();
        ImmediateForm.Fill(ref row.Form, in instruction, lookups);
        bool isSigned = instruction.Instruction.Operation == Operation.SetLessImmediate;
        row.IsSigned = Cell.Of(isSigned);
        row.IsUnsigned = Cell.Of(!isSigned);
        (row.Low, row.Upper, _) = instruction.Instruction.ImmediateElements;
        row.LeftSign = Signs.Fill(instruction.Rs1, isSigned, lookups);
        row.ImmediateSign = Cell.Of(isSigned && instruction.Instruction.Immediate < 0);
        LessColumns.Fill(ref row.Comparison, instruction.Rs1, (ulong)instruction.Instruction.Immediate, isSigned, lookups);
    }
}
