using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Chips.Forms;
using Rollup.Machine.Chips.Gadgets;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Chips.Loads;

/// <inheritdoc cref="LoadByteColumns{T}"/>
public readonly struct LoadByteInstruction : IInstruction
{
    public static ChipKind Kind => ChipKind.LoadByte;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<LoadByteColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly LoadByteColumns<T> row = ref columns.As<LoadByteColumns<T>, T>();
        T active = default, limb = default, offset = row.IsHighByte;
        for (int i = 0; i < WordColumns<T>.Limbs; i++)
        {
            builder.AssertBool("a mark of the limb is a bit", row.InLimb[i]);
            active += row.InLimb[i];
            limb += row.InLimb[i] * row.Form.Word.Value[i];
            offset += row.InLimb[i] * AirBuilderExtensions.Number<T>(2 * (uint)i);
        }

        builder.AssertBool("a row is one instruction at most", active);
        builder.AssertBool("IsHighByte is a bit", row.IsHighByte);
        builder.AssertZero("the bytes are those of the limb", row.LowByte + (row.HighByte * AirBuilderExtensions.Number<T>(Limb.ByteRadix)) - limb);
        builder.AssertZero("the byte is the one that IsHighByte says", row.Byte - row.LowByte - (row.IsHighByte * (row.HighByte - row.LowByte)));
        MemoryAccess.CheckBytes(ref builder, row.LowByte, row.HighByte, active);
        _ = LoadForm.Evaluate(ref builder, in row.Form, active * InstructionStep.Number<T>(Operation.LoadByteUnsigned), offset, [row.Byte, default, default, default], active);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref LoadByteColumns<KoalaBear> row = ref columns.As<LoadByteColumns<KoalaBear>, KoalaBear>();
        LoadForm.Fill(ref row.Form, in instruction, lookups);
        int limb = (int)(instruction.Address >> 1) & 3;
        uint value = WordColumns.Limb(instruction.Word.Old, limb);
        row.InLimb[limb] = KoalaBear.One;
        row.IsHighByte = Cell.Of((instruction.Address & 1) != 0);
        row.LowByte = Cell.Of(value & 0xff);
        row.HighByte = Cell.Of(value >> 8);
        row.Byte = Cell.Of((uint)instruction.Rd);
        lookups.BytePair((byte)value, (byte)(value >> 8));
    }
}
