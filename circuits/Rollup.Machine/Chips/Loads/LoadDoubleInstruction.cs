using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Chips.Forms;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Chips.Loads;

/// <inheritdoc cref="LoadDoubleColumns{T}"/>
public readonly struct LoadDoubleInstruction : IInstruction
{
    public static ChipKind Kind => ChipKind.LoadDouble;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<LoadDoubleColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly LoadDoubleColumns<T> row = ref columns.As<LoadDoubleColumns<T>, T>();
        builder.AssertBool("IsReal is a bit", row.IsReal);
        _ = LoadForm.Evaluate(ref builder, in row.Form, InstructionStep.Number<T>(Operation.LoadDouble), default, row.Form.Word.Value, row.IsReal);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref LoadDoubleColumns<KoalaBear> row = ref columns.As<LoadDoubleColumns<KoalaBear>, KoalaBear>();
        row.IsReal = KoalaBear.One;
        LoadForm.Fill(ref row.Form, in instruction, lookups);
    }
}
