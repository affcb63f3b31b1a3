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

/// <inheritdoc cref="LoadAnyColumns{T}"/>
public readonly struct LoadAnyInstruction : IInstruction
{
    public static ChipKind Kind => ChipKind.LoadAny;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<LoadAnyColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly LoadAnyColumns<T> row = ref columns.As<LoadAnyColumns<T>, T>();
        T one = T.Constant(KoalaBear.One), radix = AirBuilderExtensions.Number<T>(Limb.ByteRadix);
        T active = row.IsByte + row.IsHalf + row.IsWord + row.IsDouble;
        builder.AssertBool("IsByte is a bit", row.IsByte);
        builder.AssertBool("IsHalf is a bit", row.IsHalf);
        builder.AssertBool("IsWord is a bit", row.IsWord);
        builder.AssertBool("IsDouble is a bit", row.IsDouble);
        builder.AssertBool("a row is one instruction at most", active);
        builder.AssertBool("IsUnsigned is a bit", row.IsUnsigned);
        builder.AssertZero("no unsigned instruction loads 8 bytes, or none", row.IsUnsigned * (one - active + row.IsDouble));
        builder.AssertBool("IsOdd is a bit", row.IsOdd);

        T marks = default, offset = row.IsOdd;
        for (int i = 0; i < WordColumns<T>.Limbs; i++)
        {
            builder.AssertBool("a mark of the limb is a bit", row.InLimb[i]);
            marks += row.InLimb[i];
            offset += row.InLimb[i] * AirBuilderExtensions.Number<T>(2 * (uint)i);
        }

        builder.AssertZero("an instruction marks one limb", marks - active);
        // 2 bytes reach beyond offset 7, 4 bytes beyond 5, 6 and 7, 8 bytes beyond all but 0, where the next word is read without need.
        builder.AssertZero(
            "Crosses says whether the access reaches into the next word",
            row.Crosses - row.IsDouble - (row.IsWord * (row.InLimb[3] + (row.InLimb[2] * row.IsOdd))) - (row.IsHalf * row.InLimb[3] * row.IsOdd));

        ReadOnlySpan<T> word = row.Form.Word.Value, next = row.NextWord.Value;
        for (int j = 0; j < FiveLimbs<T>.Length; j++)
        {
            T limb = default;
            for (int i = 0; i < WordColumns<T>.Limbs; i++)
                limb += row.InLimb[i] * (i + j < WordColumns<T>.Limbs ? word[i + j] : next[i + j - WordColumns<T>.Limbs]);
            builder.AssertZero("the bytes are those of a limb", row.LowBytes[j] + (row.HighBytes[j] * radix) - limb);
            MemoryAccess.CheckBytes(ref builder, row.LowBytes[j], row.HighBytes[j], active);
        }

        for (int j = 0; j < WordColumns<T>.Limbs; j++)
        {
            T even = row.LowBytes[j] + (row.HighBytes[j] * radix), odd = row.HighBytes[j] + (row.LowBytes[j + 1] * radix);
            builder.AssertZero("a loaded limb", row.Loaded[j] - even - (row.IsOdd * (odd - even)));
        }

        builder.AssertZero("the loaded byte", row.Byte - row.LowBytes[0] - (row.IsOdd * (row.HighBytes[0] - row.LowBytes[0])));
        T extends = active - row.IsDouble - row.IsUnsigned, limbSign = AirBuilderExtensions.Number<T>(Limb.SignBit), byteSign = AirBuilderExtensions.Number<T>(1 << 7);
        builder.AssertBool("Sign is a bit", row.Sign);
        builder.AssertZero("what is not extended has no sign", row.Sign * (one - extends));
        builder.AssertZero(
            "what the sign is the top bit of",
            row.BelowSign - (row.IsWord * (row.Loaded[1] - (row.Sign * limbSign))) - (row.IsHalf * (row.Loaded[0] - (row.Sign * limbSign))) - (row.IsByte * (row.Byte - (row.Sign * byteSign))));
        builder.Send(Buses.Range, [row.BelowSign, AirBuilderExtensions.Number<T>(15) - (row.IsByte * AirBuilderExtensions.Number<T>(8))], extends, maxMultiplicity: 1);

        T extension = Limb.Extension(row.Sign), multi = active - row.IsByte;
        builder.AssertZero("limb 0", row.Result[0] - (multi * row.Loaded[0]) - (row.IsByte * (row.Byte + (row.Sign * (AirBuilderExtensions.Number<T>(Limb.Ones) - AirBuilderExtensions.Number<T>(0xff))))));
        builder.AssertZero("limb 1", row.Result[1] - ((row.IsWord + row.IsDouble) * row.Loaded[1]) - ((row.IsHalf + row.IsByte) * extension));
        builder.AssertZero("limb 2", row.Result[2] - (row.IsDouble * row.Loaded[2]) - extension);
        builder.AssertZero("limb 3", row.Result[3] - (row.IsDouble * row.Loaded[3]) - extension);

        T operation = (active * InstructionStep.Number<T>(Operation.LoadByte)) + row.IsHalf + (row.IsWord * AirBuilderExtensions.Number<T>(Operation.LoadWord - Operation.LoadByte))
            + (row.IsDouble * AirBuilderExtensions.Number<T>(Operation.LoadDouble - Operation.LoadByte)) + (row.IsUnsigned * AirBuilderExtensions.Number<T>(Operation.LoadByteUnsigned - Operation.LoadByte));
        T index = LoadForm.Evaluate(ref builder, in row.Form, operation, offset, row.Result, active);
        T high = MemoryAccess.Read(ref builder, index + one, InstructionStep.At(row.Form.Time, InstructionStep.MemoryDelay), in row.NextWord, row.Crosses);
        MemoryAccess.CheckRange(ref builder, high, 8, row.Crosses);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref LoadAnyColumns<KoalaBear> row = ref columns.As<LoadAnyColumns<KoalaBear>, KoalaBear>();
        LoadForm.Fill(ref row.Form, in instruction, lookups);
        Operation operation = instruction.Instruction.Operation;
        int bytes = operation switch
        {
            Operation.LoadByte or Operation.LoadByteUnsigned => 1,
            Operation.LoadHalf or Operation.LoadHalfUnsigned => 2,
            Operation.LoadDouble => 8,
            _ => 4,
        };
        bool isUnsigned = operation is Operation.LoadByteUnsigned or Operation.LoadHalfUnsigned or Operation.LoadWordUnsigned;
        row.IsByte = Cell.Of(bytes == 1);
        row.IsHalf = Cell.Of(bytes == 2);
        row.IsWord = Cell.Of(bytes == 4);
        row.IsDouble = Cell.Of(bytes == 8);
        row.IsUnsigned = Cell.Of(isUnsigned);
        int offset = (int)instruction.Address & 7;
        row.InLimb[offset >> 1] = KoalaBear.One;
        row.IsOdd = Cell.Of((offset & 1) != 0);
        if (offset + bytes > MemoryMap.WordBytes || bytes == MemoryMap.WordBytes)
        {
            row.Crosses = KoalaBear.One;
            byte high = MemoryAccess.Fill(ref row.NextWord, instruction.NextWord.Old, instruction.NextWord.Previous, instruction.Time + InstructionStep.MemoryDelay, lookups);
            lookups.Range(high, 8);
        }

        UInt128 words = new(instruction.NextWord.Old, instruction.Word.Old);
        for (int j = 0; j < FiveLimbs<KoalaBear>.Length; j++)
        {
            uint limb = (uint)(words >> (16 * ((offset >> 1) + j))) & Limb.Ones;
            row.LowBytes[j] = Cell.Of(limb & 0xff);
            row.HighBytes[j] = Cell.Of(limb >> 8);
            lookups.BytePair((byte)limb, (byte)(limb >> 8));
        }

        ulong loaded = (ulong)(words >> (8 * offset));
        WordColumns.Fill(ref row.Loaded, loaded);
        row.Byte = Cell.Of((uint)loaded & 0xff);
        WordColumns.Fill(ref row.Result, instruction.Rd);
        if (!isUnsigned && bytes < MemoryMap.WordBytes)
        {
            int signBit = (8 * bytes) - 1;
            row.Sign = Cell.Of((loaded >> signBit & 1) != 0);
            int bits = bytes == 1 ? 7 : 15;
            uint below = (uint)(loaded >> (signBit - bits)) & ((1u << bits) - 1);
            row.BelowSign = Cell.Of(below);
            lookups.Range(below, bits);
        }
        else if (bytes < MemoryMap.WordBytes)
        {
            row.BelowSign = bytes == 1 ? row.Byte : row.Loaded[bytes == 2 ? 0 : 1];
        }
    }
}
