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

/// <inheritdoc cref="StoreByteColumns{T}"/>
public readonly struct StoreByteInstruction : IInstruction
{
    public static ChipKind Kind => ChipKind.StoreByte;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<StoreByteColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly StoreByteColumns<T> row = ref columns.As<StoreByteColumns<T>, T>();
        T one = T.Constant(KoalaBear.One), radix = AirBuilderExtensions.Number<T>(Limb.ByteRadix);
        T active = default, limb = default, offset = row.IsHighByte;
        for (int i = 0; i < WordColumns<T>.Limbs; i++)
        {
            builder.AssertBool("a mark of the limb is a bit", row.InLimb[i]);
            active += row.InLimb[i];
            limb += row.InLimb[i] * row.Form.Word.Old[i];
            offset += row.InLimb[i] * AirBuilderExtensions.Number<T>(2 * (uint)i);
        }

        builder.AssertBool("a row is one instruction at most", active);
        builder.AssertBool("IsHighByte is a bit", row.IsHighByte);
        builder.AssertZero("the bytes are those of the limb", row.LowByte + (row.HighByte * radix) - limb);
        builder.AssertZero(
            "the byte replaces the one that IsHighByte says",
            row.Change - (row.IsHighByte * radix * (row.Byte - row.HighByte)) - ((one - row.IsHighByte) * (row.Byte - row.LowByte)));
        MemoryAccess.CheckBytes(ref builder, row.LowByte, row.HighByte, active);
        MemoryAccess.CheckBytes(ref builder, row.Byte, Limb.HighByte(row.Form.Value.Value[0], row.Byte), active);
        T index = StoreForm.Evaluate(ref builder, in row.Form, active * InstructionStep.Number<T>(Operation.StoreByte), offset, active);
        WordColumns<T> result = row.Form.Word.Old;
        for (int i = 0; i < WordColumns<T>.Limbs; i++)
            result[i] += row.InLimb[i] * row.Change;
        StoreForm.Put(ref builder, in row.Form, index, result, active);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref StoreByteColumns<KoalaBear> row = ref columns.As<StoreByteColumns<KoalaBear>, KoalaBear>();
        StoreForm.Fill(ref row.Form, in instruction, lookups);
        int limb = (int)(instruction.Address >> 1) & 3;
        uint before = WordColumns.Limb(instruction.Word.Old, limb), after = WordColumns.Limb(instruction.Word.New, limb), value = WordColumns.Limb(instruction.Rs2, 0);
        row.InLimb[limb] = KoalaBear.One;
        row.IsHighByte = Cell.Of((instruction.Address & 1) != 0);
        row.LowByte = Cell.Of(before & 0xff);
        row.HighByte = Cell.Of(before >> 8);
        row.Byte = Cell.Of(value & 0xff);
        row.Change = Cell.Of(after) - Cell.Of(before);
        lookups.BytePair((byte)before, (byte)(before >> 8));
        lookups.BytePair((byte)value, (byte)(value >> 8));
    }
}
