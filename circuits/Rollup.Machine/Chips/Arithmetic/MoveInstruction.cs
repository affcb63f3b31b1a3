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

/// <inheritdoc cref="MoveColumns{T}"/>
public readonly struct MoveInstruction : IInstruction
{
    public static ChipKind Kind => ChipKind.Move;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<MoveColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly MoveColumns<T> row = ref columns.As<MoveColumns<T>, T>();
        T active = row.IsMove + row.IsWord;
        builder.AssertBool("IsMove is a bit", row.IsMove);
        builder.AssertBool("IsWord is a bit", row.IsWord);
        builder.AssertBool("a row is one instruction at most", active);
        ReadOnlySpan<T> left = row.Form.Left.Value;
        builder.AssertZero("limb 2", row.Upper0 - (row.IsMove * left[2]));
        builder.AssertZero("limb 3", row.Upper1 - (row.IsMove * left[3]));
        T operation = (row.IsMove * InstructionStep.Number<T>(Operation.Move)) + (row.IsWord * InstructionStep.Number<T>(Operation.ZeroExtendWord));
        ImmediateForm.Evaluate(ref builder, in row.Form, operation, [], [left[0], left[1], row.Upper0, row.Upper1], active);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref MoveColumns<KoalaBear> row = ref columns.As<MoveColumns<KoalaBear>, KoalaBear>();
        ImmediateForm.Fill(ref row.Form, in instruction, lookups);
        row.IsMove = Cell.Of(instruction.Instruction.Operation == Operation.Move);
        row.IsWord = Cell.Of(instruction.Instruction.Operation == Operation.ZeroExtendWord);
        row.Upper0 = Cell.Of(WordColumns.Limb(instruction.Rd, 2));
        row.Upper1 = Cell.Of(WordColumns.Limb(instruction.Rd, 3));
    }
}
