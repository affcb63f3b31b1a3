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

/// <inheritdoc cref="AddImmediateColumns{T}"/>
public readonly struct AddImmediateInstruction : IInstruction
{
    public static ChipKind Kind => ChipKind.AddImmediate;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<AddImmediateColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly AddImmediateColumns<T> row = ref columns.As<AddImmediateColumns<T>, T>();
        builder.AssertBool("IsReal is a bit", row.IsReal);
        Limb.ConstrainSum(ref builder, "rs1 + immediate", row.Form.Left.Value, [row.Low, row.Upper, row.Upper, row.Upper], row.Result, row.IsReal);
        MemoryAccess.CheckLimbs(ref builder, row.Result, row.IsReal);
        ImmediateForm.Evaluate(ref builder, in row.Form, InstructionStep.Number<T>(Operation.AddImmediate), [row.Low, row.Upper, row.Upper], row.Result, row.IsReal);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref AddImmediateColumns<KoalaBear> row = ref columns.As<AddImmediateColumns<KoalaBear>, KoalaBear>();
        row.IsReal = KoalaBear.One;
        ImmediateForm.Fill(ref row.Form, in instruction, lookups);
        (row.Low, row.Upper, _) = instruction.Instruction.ImmediateElements;
        WordColumns.Fill(ref row.Result, instruction.Rd);
        MemoryAccess.CountLimbs(instruction.Rd, lookups);
    }
}
