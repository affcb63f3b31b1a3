using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Chips.Forms;
using Rollup.Machine.Chips.Gadgets;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Chips.Arithmetic;

/// <inheritdoc cref="AddWordImmediateColumns{T}"/>
public readonly struct AddWordImmediateInstruction : IInstruction
{
    public static ChipKind Kind => ChipKind.AddWordImmediate;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<AddWordImmediateColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly AddWordImmediateColumns<T> row = ref columns.As<AddWordImmediateColumns<T>, T>();
        T active = row.IsReal;
        builder.AssertBool("IsReal is a bit", active);
        Limb.ConstrainSum(ref builder, "rs1 + immediate", row.Form.Left.Value, [row.ImmediateLow, row.ImmediateUpper], [row.Low, row.High], active);
        MemoryAccess.CheckRange(ref builder, row.Low, LookupCounts.RangeBits, active);
        Limb.CheckSign(ref builder, row.High, row.Sign, active);
        T upper = Limb.Extension(row.Sign);
        ImmediateForm.Evaluate(
            ref builder, in row.Form, InstructionStep.Number<T>(Operation.AddWordImmediate), [row.ImmediateLow, row.ImmediateUpper, row.ImmediateUpper], [row.Low, row.High, upper, upper], active);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref AddWordImmediateColumns<KoalaBear> row = ref columns.As<AddWordImmediateColumns<KoalaBear>, KoalaBear>();
        row.IsReal = KoalaBear.One;
        ImmediateForm.Fill(ref row.Form, in instruction, lookups);
        (row.ImmediateLow, row.ImmediateUpper, _) = instruction.Instruction.ImmediateElements;
        row.Low = Cell.Of(WordColumns.Limb(instruction.Rd, 0));
        row.High = Cell.Of(WordColumns.Limb(instruction.Rd, 1));
        lookups.Range16(WordColumns.Limb(instruction.Rd, 0));
        row.Sign = Cell.Of(Limb.CountSign(WordColumns.Limb(instruction.Rd, 1), lookups));
    }
}
