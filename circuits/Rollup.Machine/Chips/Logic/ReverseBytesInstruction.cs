using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Chips.Forms;
using Rollup.Machine.Chips.Gadgets;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Chips.Logic;

/// <inheritdoc cref="ReverseBytesColumns{T}"/>
public readonly struct ReverseBytesInstruction : IInstruction
{
    public static ChipKind Kind => ChipKind.ReverseBytes;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<ReverseBytesColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly ReverseBytesColumns<T> row = ref columns.As<ReverseBytesColumns<T>, T>();
        builder.AssertBool("IsReal is a bit", row.IsReal);
        T radix = AirBuilderExtensions.Number<T>(Limb.ByteRadix);
        WordColumns<T> result = default;
        for (int i = 0; i < WordColumns<T>.Limbs; i++)
        {
            T high = Limb.HighByte(row.Form.Left.Value[i], row.Low[i]);
            MemoryAccess.CheckBytes(ref builder, row.Low[i], high, row.IsReal);
            result[WordColumns<T>.Limbs - 1 - i] = high + (row.Low[i] * radix);
        }

        ImmediateForm.Evaluate(ref builder, in row.Form, InstructionStep.Number<T>(Operation.ReverseBytes), [], result, row.IsReal);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref ReverseBytesColumns<KoalaBear> row = ref columns.As<ReverseBytesColumns<KoalaBear>, KoalaBear>();
        row.IsReal = KoalaBear.One;
        ImmediateForm.Fill(ref row.Form, in instruction, lookups);
        for (int i = 0; i < WordColumns<KoalaBear>.Limbs; i++)
        {
            uint limb = WordColumns.Limb(instruction.Rs1, i);
            row.Low[i] = Cell.Of(limb & 0xff);
            lookups.BytePair((byte)limb, (byte)(limb >> 8));
        }
    }
}
