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

/// <inheritdoc cref="AddWordColumns{T}"/>
public readonly struct AddWordInstruction : IInstruction
{
    public static ChipKind Kind => ChipKind.AddWord;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<AddWordColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly AddWordColumns<T> row = ref columns.As<AddWordColumns<T>, T>();
        T active = row.IsAdd + row.IsSub;
        builder.AssertBool("IsAdd is a bit", row.IsAdd);
        builder.AssertBool("IsSub is a bit", row.IsSub);
        builder.AssertBool("a row is one instruction at most", active);
        Limb.ConstrainSum(ref builder, "rs1 + rs2", row.Form.Left.Value, row.Form.Right.Value, [row.Low, row.High], row.IsAdd);
        Limb.ConstrainSum(ref builder, "rs1 - rs2", [row.Low, row.High], row.Form.Right.Value, row.Form.Left.Value[..2], row.IsSub);
        MemoryAccess.CheckRange(ref builder, row.Low, LookupCounts.RangeBits, active);
        Limb.CheckSign(ref builder, row.High, row.Sign, active);
        T upper = Limb.Extension(row.Sign);
        T operation = (row.IsAdd * InstructionStep.Number<T>(Operation.AddWord)) + (row.IsSub * InstructionStep.Number<T>(Operation.SubWord));
        RegisterForm.Evaluate(ref builder, in row.Form, operation, [row.Low, row.High, upper, upper], active);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref AddWordColumns<KoalaBear> row = ref columns.As<AddWordColumns<KoalaBear>, KoalaBear>();
        RegisterForm.Fill(ref row.Form, in instruction, lookups);
        row.IsAdd = Cell.Of(instruction.Instruction.Operation == Operation.AddWord);
        row.IsSub = Cell.Of(instruction.Instruction.Operation == Operation.SubWord);
        row.Low = Cell.Of(WordColumns.Limb(instruction.Rd, 0));
        row.High = Cell.Of(WordColumns.Limb(instruction.Rd, 1));
        lookups.Range16(WordColumns.Limb(instruction.Rd, 0));
        row.Sign = Cell.Of(Limb.CountSign(WordColumns.Limb(instruction.Rd, 1), lookups));
    }
}
