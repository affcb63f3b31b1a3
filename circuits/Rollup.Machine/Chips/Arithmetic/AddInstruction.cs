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

/// <inheritdoc cref="AddColumns{T}"/>
public readonly struct AddInstruction : IInstruction
{
    public static ChipKind Kind => ChipKind.Add;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<AddColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly AddColumns<T> row = ref columns.As<AddColumns<T>, T>();
        T active = row.IsAdd + row.IsSub;
        builder.AssertBool("IsAdd is a bit", row.IsAdd);
        builder.AssertBool("IsSub is a bit", row.IsSub);
        builder.AssertBool("a row is one instruction at most", active);
        Limb.ConstrainSum(ref builder, "rs1 + rs2", row.Form.Left.Value, row.Form.Right.Value, row.Result, row.IsAdd);
        Limb.ConstrainSum(ref builder, "rs1 - rs2", row.Result, row.Form.Right.Value, row.Form.Left.Value, row.IsSub);
        MemoryAccess.CheckLimbs(ref builder, row.Result, active);
        T operation = (row.IsAdd * InstructionStep.Number<T>(Operation.Add)) + (row.IsSub * InstructionStep.Number<T>(Operation.Sub));
        RegisterForm.Evaluate(ref builder, in row.Form, operation, row.Result, active);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref AddColumns<KoalaBear> row = ref columns.As<AddColumns<KoalaBear>, KoalaBear>();
        RegisterForm.Fill(ref row.Form, in instruction, lookups);
        row.IsAdd = Cell.Of(instruction.Instruction.Operation == Operation.Add);
        row.IsSub = Cell.Of(instruction.Instruction.Operation == Operation.Sub);
        WordColumns.Fill(ref row.Result, instruction.Rd);
        MemoryAccess.CountLimbs(instruction.Rd, lookups);
    }
}
