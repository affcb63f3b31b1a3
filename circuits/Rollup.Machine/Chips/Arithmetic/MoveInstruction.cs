using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Chips.Forms;
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
        builder.AssertBool("IsReal is a bit", row.IsReal);
        ImmediateForm.Evaluate(ref builder, in row.Form, InstructionStep.Number<T>(Operation.Move), [], row.Form.Left.Value, row.IsReal);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref MoveColumns<KoalaBear> row = ref columns.As<MoveColumns<KoalaBear>, KoalaBear>();
        row.IsReal = KoalaBear.One;
        ImmediateForm.Fill(ref row.Form, in instruction, lookups);
    }
}
