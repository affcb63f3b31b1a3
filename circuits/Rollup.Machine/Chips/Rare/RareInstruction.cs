using System.Numerics;
using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Chips.Forms;
using Rollup.Machine.Chips.Gadgets;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Chips.Rare;

/// <inheritdoc cref="RareColumns{T}"/>
public readonly struct RareInstruction : IInstruction
{
    public static ChipKind Kind => ChipKind.Rare;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<RareColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly RareColumns<T> row = ref columns.As<RareColumns<T>, T>();
        (T active, T operation) = OperationFlags.Evaluate<TBuilder, T>(ref builder, row.Is, Operations);
        ReadOnlySpan<T> left = row.Form.Left.Value, right = row.Form.Right.Value;
        T one = T.Constant(KoalaBear.One);
        T isMax = row.Is[IndexOf(Operation.Max)] + row.Is[IndexOf(Operation.MaxUnsigned)], isMin = row.Is[IndexOf(Operation.Min)] + row.Is[IndexOf(Operation.MinUnsigned)];
        T hasImmediate = row.Is[IndexOf(Operation.SetLessImmediate)] + row.Is[IndexOf(Operation.SetLessUnsignedImmediate)];
        T sets = hasImmediate + row.Is[IndexOf(Operation.SetLess)] + row.Is[IndexOf(Operation.SetLessUnsigned)], selects = isMax + isMin, compares = sets + selects;
        T isSigned = OperationFlags.Any<T>(row.Is, Operations, Operation.SetLess, Operation.SetLessImmediate, Operation.Max, Operation.Min);
        for (int i = 0; i < WordColumns<T>.Limbs; i++)
            builder.AssertZero("the immediate stands in for rs2", hasImmediate * (right[i] - (i == 0 ? row.ImmediateLow : row.ImmediateUpper)));
        builder.AssertZero("no other instruction has an immediate", (one - hasImmediate) * row.ImmediateLow);
        builder.AssertZero("nor its upper limbs", (one - hasImmediate) * row.ImmediateUpper);
        Signs.Evaluate(ref builder, left[^1], row.LeftSign, isSigned);
        Signs.Evaluate(ref builder, right[^1], row.RightSign, isSigned);
        LessColumns.Evaluate(ref builder, in row.Comparison, left, right, row.LeftSign, row.RightSign, compares);
        builder.AssertZero("which operand is taken", row.TakesLeft - (isMin * row.Comparison.Less) - (isMax * (one - row.Comparison.Less)));

        T zeros = Zeros(ref builder, in row);
        T signedByte = row.Is[IndexOf(Operation.SignExtendByte)], signedHalf = row.Is[IndexOf(Operation.SignExtendHalf)], half = signedHalf + row.Is[IndexOf(Operation.ZeroExtendHalf)];
        T extension = Limb.Extension(row.ExtendedSign), byteExtension = row.ExtendedSign * AirBuilderExtensions.Number<T>(0xff00);
        for (int i = 0; i < WordColumns<T>.Limbs; i++)
        {
            T result = (selects * right[i]) + (row.TakesLeft * (left[i] - right[i]));
            if (i == 0)
                result += (sets * row.Comparison.Less) + zeros + (half * left[0]) + (signedByte * (row.LowByte + byteExtension));
            else
                result += extension;
            builder.AssertZero("the result", row.Result[i] - result);
        }

        RegisterForm.Evaluate(ref builder, in row.Form, operation, [row.ImmediateLow, row.ImmediateUpper, row.ImmediateUpper], compares - hasImmediate, row.Result, active);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref RareColumns<KoalaBear> row = ref columns.As<RareColumns<KoalaBear>, KoalaBear>();
        Operation operation = instruction.Instruction.Operation;
        OperationFlags.Fill(row.Is, Operations, operation);
        bool hasImmediate = operation is Operation.SetLessImmediate or Operation.SetLessUnsignedImmediate, selects = operation is Operation.Max or Operation.MaxUnsigned or Operation.Min or Operation.MinUnsigned;
        bool hasRight = selects || operation is Operation.SetLess or Operation.SetLessUnsigned, isSigned = operation is Operation.SetLess or Operation.SetLessImmediate or Operation.Max or Operation.Min;
        RegisterForm.Fill(ref row.Form, in instruction, lookups, hasRight);
        ulong left = instruction.Rs1, right = hasRight ? instruction.Rs2 : 0;
        if (hasImmediate)
        {
            right = (ulong)instruction.Instruction.Immediate;
            (row.ImmediateLow, row.ImmediateUpper, _) = instruction.Instruction.ImmediateElements;
            WordColumns.Fill(ref row.Form.Right.Value, right);
        }

        row.LeftSign = Signs.Fill(left, isSigned, lookups);
        row.RightSign = Signs.Fill(right, isSigned, lookups);
        uint distance = LessColumns.Fill(ref row.Comparison, left, right, isSigned);
        if (hasRight || hasImmediate)
            lookups.Range16(distance);
        bool less = !row.Comparison.Less.IsZero;
        row.TakesLeft = Cell.Of(selects && less == (operation is Operation.Min or Operation.MinUnsigned));
        WordColumns.Fill(ref row.Result, instruction.Rd);
        if (operation is >= Operation.CountLeadingZeros and <= Operation.CountTrailingZerosWord)
            FillZeros(ref row, operation, left, lookups);
        else if (operation is Operation.SignExtendByte or Operation.SignExtendHalf)
            FillExtension(ref row, operation, WordColumns.Limb(left, 0), lookups);
    }

    private static ReadOnlySpan<Operation> Operations =>
    [
        Operation.SetLess, Operation.SetLessUnsigned, Operation.SetLessImmediate, Operation.SetLessUnsignedImmediate, Operation.Max, Operation.MaxUnsigned, Operation.Min, Operation.MinUnsigned,
        Operation.CountLeadingZeros, Operation.CountLeadingZerosWord, Operation.CountTrailingZeros, Operation.CountTrailingZerosWord,
        Operation.SignExtendByte, Operation.SignExtendHalf, Operation.ZeroExtendHalf,
    ];

    private static int IndexOf(Operation operation) => Operations.IndexOf(operation);

    /// <summary>
    /// The count of zeros, 0 if the row is another instruction. With m the marked bit of the selected limb v: it is the highest one if v − 2^m is below 2^m, and the lowest one if v = 2^m·(2·r + 1)
    /// with r below 2^(15 − m). Limbs beyond the marked one, or all if none is marked, are 0. Power is 2^m: it is 2^m at most, Cofactor 2^(15 − m) at most, and their product 2^15.
    /// Extensions share the remainder: of the byte or half it is what is below the sign.
    /// </summary>
    private static T Zeros<TBuilder, T>(ref TBuilder builder, ref readonly RareColumns<T> row)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        T one = T.Constant(KoalaBear.One), fifteen = AirBuilderExtensions.Number<T>(15);
        T leading = row.Is[IndexOf(Operation.CountLeadingZeros)], leadingWord = row.Is[IndexOf(Operation.CountLeadingZerosWord)];
        T trailing = row.Is[IndexOf(Operation.CountTrailingZeros)], trailingWord = row.Is[IndexOf(Operation.CountTrailingZerosWord)];
        T isLeading = leading + leadingWord, isTrailing = trailing + trailingWord, isWord = leadingWord + trailingWord, counts = isLeading + isTrailing;
        T marked = default, firstBit = default, selected = default;
        for (int i = 0; i < WordColumns<T>.Limbs; i++)
        {
            T limb = row.Form.Left.Value[i], above = default;
            for (int j = i; j < WordColumns<T>.Limbs; j++)
                above += row.InLimb[j];
            builder.AssertBool("a mark of a limb is a bit", row.InLimb[i]);
            marked += row.InLimb[i];
            builder.AssertZero("limbs above the marked one are zero", (i < 2 ? isLeading : leading) * (one - above) * limb);
            builder.AssertZero("limbs below the marked one are zero", (i < 2 ? isTrailing : trailing) * (one - marked) * limb);
            selected += row.InLimb[i] * limb;
            firstBit += row.InLimb[i] * AirBuilderExtensions.Number<T>(16 * (uint)i);
        }

        builder.AssertBool("one limb at most is marked", marked);
        builder.AssertZero("only counts of zeros mark", (one - counts) * marked);
        builder.AssertZero("of words the low limbs are marked", isWord * (row.InLimb[2] + row.InLimb[3]));
        builder.AssertZero("the selected limb", row.Selected - selected);
        builder.AssertZero("where nothing is marked, there is no bit", (one - marked) * row.Bit);
        builder.AssertZero("the power and its cofactor", (row.Power * row.Cofactor) - (marked * AirBuilderExtensions.Number<T>(Limb.SignBit)));
        builder.Send(Buses.Range, [row.Power - one, row.Bit], marked, maxMultiplicity: 1);
        builder.Send(Buses.Range, [row.Cofactor - one, fifteen - row.Bit], marked, maxMultiplicity: 1);

        T signedByte = row.Is[IndexOf(Operation.SignExtendByte)], signedHalf = row.Is[IndexOf(Operation.SignExtendHalf)], extends = signedByte + signedHalf;
        T limb0 = row.Form.Left.Value[0];
        builder.AssertBool("the sign of an extension is a bit", row.ExtendedSign);
        builder.AssertZero("only extensions have a sign", row.ExtendedSign * (one - extends));
        builder.AssertZero("only SEXT.B looks at the low byte", row.LowByte * (one - signedByte));
        MemoryAccess.CheckRange(ref builder, Limb.HighByte(limb0, row.LowByte), 8, signedByte);
        builder.AssertZero("the limb without its highest bit", isLeading * (row.Remainder - row.Selected + row.Power));
        builder.AssertZero("the limb down to its lowest bit", isTrailing * ((row.Power * (row.Remainder + row.Remainder + one)) - row.Selected));
        builder.AssertZero("the half without its sign", signedHalf * (row.Remainder - limb0 + (row.ExtendedSign * AirBuilderExtensions.Number<T>(Limb.SignBit))));
        builder.AssertZero("the byte without its sign", signedByte * (row.Remainder - row.LowByte + (row.ExtendedSign * AirBuilderExtensions.Number<T>(1 << 7))));
        builder.AssertZero(
            "bits of the remainder",
            row.RemainderBits - (isLeading * row.Bit) - (isTrailing * (fifteen - row.Bit)) - (signedHalf * fifteen) - (signedByte * AirBuilderExtensions.Number<T>(7)));
        builder.Send(Buses.Range, [row.Remainder, row.RemainderBits], counts + extends, maxMultiplicity: 1);

        T width = AirBuilderExtensions.Number<T>(64), widthOfWord = AirBuilderExtensions.Number<T>(32);
        return (leading * width) + (leadingWord * widthOfWord) - (isLeading * (firstBit + row.Bit + marked))
            + (trailing * width * (one - marked)) + (trailingWord * widthOfWord * (one - marked)) + (isTrailing * (firstBit + row.Bit));
    }

    private static void FillZeros(ref RareColumns<KoalaBear> row, Operation operation, ulong left, LookupCounts lookups)
    {
        if (operation is Operation.CountLeadingZerosWord or Operation.CountTrailingZerosWord)
            left = (uint)left;
        bool isLeading = operation is Operation.CountLeadingZeros or Operation.CountLeadingZerosWord;
        uint remainder = 0;
        int bits = isLeading ? 0 : 15;
        if (left != 0)
        {
            int first = isLeading ? BitOperations.Log2(left) : BitOperations.TrailingZeroCount(left), bit = first & 15;
            uint limb = WordColumns.Limb(left, first >> 4);
            row.InLimb[first >> 4] = KoalaBear.One;
            row.Bit = Cell.Of((uint)bit);
            row.Power = Cell.Of(1u << bit);
            row.Cofactor = Cell.Of(1u << (15 - bit));
            lookups.Range((1u << bit) - 1, bit);
            lookups.Range((1u << (15 - bit)) - 1, 15 - bit);
            row.Selected = Cell.Of(limb);
            bits = isLeading ? bit : 15 - bit;
            remainder = isLeading ? limb - (1u << bit) : limb >> (bit + 1);
        }

        row.Remainder = Cell.Of(remainder);
        row.RemainderBits = Cell.Of((uint)bits);
        lookups.Range(remainder, bits);
    }

    private static void FillExtension(ref RareColumns<KoalaBear> row, Operation operation, uint limb, LookupCounts lookups)
    {
        int bits = 15;
        if (operation == Operation.SignExtendByte)
        {
            bits = 7;
            lookups.Range(limb >> 8, 8);
            limb &= 0xff;
            row.LowByte = Cell.Of(limb);
        }

        uint remainder = limb & ((1u << bits) - 1);
        row.ExtendedSign = Cell.Of(limb >> bits != 0);
        row.Remainder = Cell.Of(remainder);
        row.RemainderBits = Cell.Of((uint)bits);
        lookups.Range(remainder, bits);
    }
}
