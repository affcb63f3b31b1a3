using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Chips.Forms;
using Rollup.Machine.Chips.Gadgets;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Chips.Stores;

/// <inheritdoc cref="StoreWordColumns{T}"/>
public readonly struct StoreWordInstruction : IInstruction
{
    public static ChipKind Kind => ChipKind.StoreWord;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<StoreWordColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly StoreWordColumns<T> row = ref columns.As<StoreWordColumns<T>, T>();
        builder.AssertBool("IsReal is a bit", row.IsReal);
        builder.AssertBool("InUpperHalf is a bit", row.InUpperHalf);
        T index = StoreForm.Evaluate(ref builder, in row.Form, InstructionStep.Number<T>(Operation.StoreWord), row.InUpperHalf * AirBuilderExtensions.Number<T>(4), row.IsReal);
        ReadOnlySpan<T> old = row.Form.Word.Old, value = row.Form.Value.Value;
        StoreForm.Put(
            ref builder, in row.Form, index,
            [
                value[0] + (row.InUpperHalf * (old[0] - value[0])), value[1] + (row.InUpperHalf * (old[1] - value[1])),
                old[2] + (row.InUpperHalf * (value[0] - old[2])), old[3] + (row.InUpperHalf * (value[1] - old[3])),
            ],
            row.IsReal);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref StoreWordColumns<KoalaBear> row = ref columns.As<StoreWordColumns<KoalaBear>, KoalaBear>();
        row.IsReal = KoalaBear.One;
        StoreForm.Fill(ref row.Form, in instruction, lookups);
        row.InUpperHalf = Cell.Of((instruction.Address & 4) != 0);
    }
}
