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

/// <inheritdoc cref="StoreAnyColumns{T}"/>
public readonly struct StoreAnyInstruction : IInstruction
{
    public static ChipKind Kind => ChipKind.StoreAny;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<StoreAnyColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly StoreAnyColumns<T> row = ref columns.As<StoreAnyColumns<T>, T>();
        T one = T.Constant(KoalaBear.One), radix = AirBuilderExtensions.Number<T>(Limb.ByteRadix);
        T active = row.IsHalf + row.IsWord + row.IsDouble;
        builder.AssertBool("IsHalf is a bit", row.IsHalf);
        builder.AssertBool("IsWord is a bit", row.IsWord);
        builder.AssertBool("IsDouble is a bit", row.IsDouble);
        builder.AssertBool("a row is one instruction at most", active);
        builder.AssertBool("IsOdd is a bit", row.IsOdd);
        T marks = default, offset = row.IsOdd;
        for (int i = 0; i < WordColumns<T>.Limbs; i++)
        {
            builder.AssertBool("a mark of the limb is a bit", row.InLimb[i]);
            marks += row.InLimb[i];
            offset += row.InLimb[i] * AirBuilderExtensions.Number<T>(2 * (uint)i);
        }

        builder.AssertZero("an instruction marks one limb", marks - active);
        // 2 bytes reach beyond offset 7, 4 bytes beyond 5, 6 and 7, 8 bytes beyond all but 0, where the next word is written back without need.
        builder.AssertZero(
            "Crosses says whether the access reaches into the next word",
            row.Crosses - row.IsDouble - (row.IsWord * (row.InLimb[3] + (row.InLimb[2] * row.IsOdd))) - (row.IsHalf * row.InLimb[3] * row.IsOdd));

        FiveLimbs<T> before = default;
        for (int j = 0; j < FiveLimbs<T>.Length; j++)
        {
            for (int i = 0; i < WordColumns<T>.Limbs; i++)
                before[j] += row.InLimb[i] * Old(in row, i + j);
        }

        builder.AssertZero("the bytes of the first limb", row.FirstLow + (row.FirstHigh * radix) - before[0]);
        builder.AssertZero(
            "the bytes of the limb behind the last whole one",
            row.LastLow + (row.LastHigh * radix) - (row.IsHalf * before[1]) - (row.IsWord * before[2]) - (row.IsDouble * before[4]));
        MemoryAccess.CheckBytes(ref builder, row.FirstLow, row.FirstHigh, active);
        MemoryAccess.CheckBytes(ref builder, row.LastLow, row.LastHigh, active);

        // At an odd address, stored limb j is the high byte of limb j − 1 of rs2 and the low byte of limb j, with the bytes that stay at both ends.
        T lowerByte = row.FirstLow;
        for (int j = 0; j < FiveLimbs<T>.Length; j++)
        {
            T stored = default, stays = active;
            if (j < WordColumns<T>.Limbs)
            {
                T limb = row.Form.Value.Value[j], low = row.ValueLow[j];
                T isStored = Stores(in row, j);
                stored += isStored * (limb + (row.IsOdd * (lowerByte + (low * radix) - limb)));
                stays -= isStored;
                lowerByte = Limb.HighByte(limb, low);
                MemoryAccess.CheckBytes(ref builder, low, lowerByte, active);
            }

            if (j > 0)
            {
                // The limb behind the last whole one gets its low byte at an odd address.
                T isBehind = Stores(in row, j - 1) - (j < WordColumns<T>.Limbs ? Stores(in row, j) : default);
                T highByte = j < WordColumns<T>.Limbs ? Limb.HighByte(row.Form.Value.Value[j - 1], row.ValueLow[j - 1]) : lowerByte;
                stored += isBehind * row.IsOdd * (highByte - row.LastLow);
            }

            builder.AssertZero("a limb after the store", row.Stored[j] - stored - (stays * before[j]));
        }

        T index = StoreForm.Evaluate(ref builder, in row.Form, (row.IsHalf * InstructionStep.Number<T>(Operation.StoreHalf)) + (row.IsWord * InstructionStep.Number<T>(Operation.StoreWord))
            + (row.IsDouble * InstructionStep.Number<T>(Operation.StoreDouble)), offset, active);
        T now = InstructionStep.At(row.Form.Time, InstructionStep.MemoryDelay);
        T high = MemoryAccess.Take(ref builder, index + one, now, in row.NextWord, row.Crosses);
        MemoryAccess.CheckRange(ref builder, high, 8, row.Crosses);
        WordColumns<T> first = default, second = default;
        for (int i = 0; i < WordColumns<T>.Limbs; i++)
        {
            first[i] = After(in row, i);
            second[i] = After(in row, i + WordColumns<T>.Limbs);
        }

        StoreForm.Put(ref builder, in row.Form, index, first, active);
        MemoryAccess.Put(ref builder, index + one, now, second, row.Crosses);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref StoreAnyColumns<KoalaBear> row = ref columns.As<StoreAnyColumns<KoalaBear>, KoalaBear>();
        StoreForm.Fill(ref row.Form, in instruction, lookups);
        Operation operation = instruction.Instruction.Operation;
        int bytes = operation switch
        {
            Operation.StoreHalf => 2,
            Operation.StoreWord => 4,
            _ => 8,
        };
        row.IsHalf = Cell.Of(bytes == 2);
        row.IsWord = Cell.Of(bytes == 4);
        row.IsDouble = Cell.Of(bytes == 8);
        int offset = (int)instruction.Address & 7;
        row.InLimb[offset >> 1] = KoalaBear.One;
        row.IsOdd = Cell.Of((offset & 1) != 0);
        if (offset + bytes > MemoryMap.WordBytes || bytes == MemoryMap.WordBytes)
        {
            row.Crosses = KoalaBear.One;
            byte high = MemoryAccess.Fill(ref row.NextWord, instruction.NextWord.Old, instruction.NextWord.Previous, instruction.Time + InstructionStep.MemoryDelay, lookups);
            lookups.Range(high, 8);
        }

        for (int i = 0; i < WordColumns<KoalaBear>.Limbs; i++)
        {
            uint limb = WordColumns.Limb(instruction.Rs2, i);
            row.ValueLow[i] = Cell.Of(limb & 0xff);
            lookups.BytePair((byte)limb, (byte)(limb >> 8));
        }

        UInt128 before = new(instruction.NextWord.Old, instruction.Word.Old), after = new(instruction.NextWord.New, instruction.Word.New);
        int shift = 16 * (offset >> 1);
        uint first = (uint)(before >> shift) & Limb.Ones, last = (uint)(before >> (shift + (8 * bytes))) & Limb.Ones;
        row.FirstLow = Cell.Of(first & 0xff);
        row.FirstHigh = Cell.Of(first >> 8);
        row.LastLow = Cell.Of(last & 0xff);
        row.LastHigh = Cell.Of(last >> 8);
        lookups.BytePair((byte)first, (byte)(first >> 8));
        lookups.BytePair((byte)last, (byte)(last >> 8));
        for (int j = 0; j < FiveLimbs<KoalaBear>.Length; j++)
            row.Stored[j] = Cell.Of((uint)(after >> (shift + (16 * j))) & Limb.Ones);
    }

    /// <summary>1 if limb <paramref name="j"/> of rs2 is stored.</summary>
    private static T Stores<T>(ref readonly StoreAnyColumns<T> row, int j)
        where T : struct, IAlgebra<T>
        => j switch
        {
            0 => row.IsHalf + row.IsWord + row.IsDouble,
            1 => row.IsWord + row.IsDouble,
            _ => row.IsDouble,
        };

    /// <summary>Limb <paramref name="i"/> of the two words, before.</summary>
    private static T Old<T>(ref readonly StoreAnyColumns<T> row, int i)
        where T : struct, IAlgebra<T>
        => i < WordColumns<T>.Limbs ? row.Form.Word.Old[i] : row.NextWord.Old[i - WordColumns<T>.Limbs];

    /// <summary>Limb <paramref name="i"/> of the two words, after: the one of <see cref="StoreAnyColumns{T}.Stored"/> that lies there, or else the one before.</summary>
    private static T After<T>(ref readonly StoreAnyColumns<T> row, int i)
        where T : struct, IAlgebra<T>
    {
        T old = Old(in row, i), after = old;
        for (int j = 0; j < FiveLimbs<T>.Length; j++)
        {
            if (i - j is >= 0 and < WordColumns<T>.Limbs)
                after += row.InLimb[i - j] * (row.Stored[j] - old);
        }

        return after;
    }
}
