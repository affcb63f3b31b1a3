using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Chips.Forms;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Chips.Stores;

/// <inheritdoc cref="StoreDoubleColumns{T}"/>
public readonly struct StoreDoubleInstruction : IInstruction
{
    public static ChipKind Kind => ChipKind.StoreDouble;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<StoreDoubleColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly StoreDoubleColumns<T> row = ref columns.As<StoreDoubleColumns<T>, T>();
        builder.AssertBool("IsReal is a bit", row.IsReal);
        T index = StoreForm.Evaluate(ref builder, in row.Form, InstructionStep.Number<T>(Operation.StoreDouble), default, row.IsReal);
        StoreForm.Put(ref builder, in row.Form, index, row.Form.Value.Value, row.IsReal);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref StoreDoubleColumns<KoalaBear> row = ref columns.As<StoreDoubleColumns<KoalaBear>, KoalaBear>();
        row.IsReal = KoalaBear.One;
        StoreForm.Fill(ref row.Form, in instruction, lookups);
    }
}
