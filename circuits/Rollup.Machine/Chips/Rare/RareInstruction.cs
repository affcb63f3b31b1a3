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
        for (int i = 0; i < WordColumns<T>.Limbs; i++)
        {
            T limb = default;
            for (int k = 0; k < 16; k++)
            {
                builder.AssertBool("a bit of rs1 is a bit", row.Bits[(16 * i) + k]);
                limb += row.Bits[(16 * i) + k] * AirBuilderExtensions.Number<T>(1u << k);
            }

            builder.AssertZero("the bits are those of rs1", left[i] - limb);
        }

        T isMax = row.Is[IndexOf(Operation.Max)] + row.Is[IndexOf(Operation.MaxUnsigned)], isMin = row.Is[IndexOf(Operation.Min)] + row.Is[IndexOf(Operation.MinUnsigned)];
        T isSigned = row.Is[IndexOf(Operation.Max)] + row.Is[IndexOf(Operation.Min)], compares = isMax + isMin, one = T.Constant(KoalaBear.One);
        builder.AssertZero("the sign of rs1", row.LeftSign - (isSigned * row.Bits[63]));
        Signs.Evaluate(ref builder, right[^1], row.RightSign, isSigned);
        LessColumns.Evaluate(ref builder, in row.Comparison, left, right, row.LeftSign, row.RightSign, compares);
        builder.AssertZero("which operand is taken", row.TakesLeft - (isMin * row.Comparison.Less) - (isMax * (one - row.Comparison.Less)));

        WordColumns<T> result = default;
        result[0] = Zeros(ref builder, in row) + Ones(in row);
        ConstrainBytes(ref builder, in row);
        T isSignedByte = row.Is[IndexOf(Operation.SignExtendByte)], isSignedHalf = row.Is[IndexOf(Operation.SignExtendHalf)], isHalf = isSignedHalf + row.Is[IndexOf(Operation.ZeroExtendHalf)];
        T extension = (isSignedByte * Limb.Extension(row.Bits[7])) + (isSignedHalf * Limb.Extension(row.Bits[15]));
        T lowByte = default;
        for (int k = 0; k < 8; k++)
            lowByte += row.Bits[k] * AirBuilderExtensions.Number<T>(1u << k);
        result[0] += (isHalf * left[0]) + (isSignedByte * (lowByte + (row.Bits[7] * AirBuilderExtensions.Number<T>(0xff00))));
        for (int i = 0; i < WordColumns<T>.Limbs; i++)
        {
            if (i > 0)
                result[i] += extension;
            result[i] += (compares * right[i]) + (row.TakesLeft * (left[i] - right[i]));
            T bytes = (row.IsByteNonzero[2 * i] * AirBuilderExtensions.Number<T>(0xff)) + (row.IsByteNonzero[(2 * i) + 1] * AirBuilderExtensions.Number<T>(0xff00));
            result[i] += row.Is[IndexOf(Operation.OrCombineBytes)] * bytes;
            builder.AssertZero("the result", row.Result[i] - result[i]);
        }

        RegisterForm.Evaluate(ref builder, in row.Form, operation, [], compares, row.Result, active);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref RareColumns<KoalaBear> row = ref columns.As<RareColumns<KoalaBear>, KoalaBear>();
        Operation operation = instruction.Instruction.Operation;
        OperationFlags.Fill(row.Is, Operations, operation);
        bool isSigned = operation is Operation.Max or Operation.Min, compares = isSigned || operation is Operation.MaxUnsigned or Operation.MinUnsigned;
        RegisterForm.Fill(ref row.Form, in instruction, lookups, hasRight: compares);
        ulong left = instruction.Rs1, right = compares ? instruction.Rs2 : 0;
        WordColumns.Fill(ref row.Result, instruction.Rd);
        for (int k = 0; k < 64; k++)
            row.Bits[k] = Cell.Of((left >> k & 1) != 0);
        if (isSigned)
        {
            row.LeftSign = row.Bits[63];
            row.RightSign = Signs.Fill(right, isSigned, lookups);
        }

        uint distance = LessColumns.Fill(ref row.Comparison, left, right, isSigned);
        if (compares)
        {
            lookups.Range16(distance);
            bool less = !row.Comparison.Less.IsZero;
            row.TakesLeft = Cell.Of(operation is Operation.Min or Operation.MinUnsigned ? less : !less);
        }

        for (int i = 0; i < sizeof(ulong); i++)
        {
            int ones = BitOperations.PopCount((byte)(left >> (8 * i)));
            if (ones == 0)
                continue;
            row.IsByteNonzero[i] = KoalaBear.One;
            row.ByteInverse[i] = Cell.Of((uint)ones).Inverse();
        }

        FillZeros(ref row, operation, left, lookups);
    }

    private static ReadOnlySpan<Operation> Operations =>
    [
        Operation.CountLeadingZeros, Operation.CountLeadingZerosWord, Operation.CountTrailingZeros, Operation.CountTrailingZerosWord, Operation.CountOnes, Operation.CountOnesWord,
        Operation.Max, Operation.MaxUnsigned, Operation.Min, Operation.MinUnsigned, Operation.SignExtendByte, Operation.SignExtendHalf, Operation.ZeroExtendHalf, Operation.OrCombineBytes,
    ];

    private static int IndexOf(Operation operation) => Operations.IndexOf(operation);

    /// <summary>
    /// The count of zeros, 0 if the row is another instruction. With m the marked bit of the selected limb v: it is the highest one if v − 2^m is below 2^m, and the lowest one if v = 2^m·(2·r + 1)
    /// with r below 2^(15 − m). Limbs beyond the marked one, or all if none is marked, are 0.
    /// </summary>
    private static T Zeros<TBuilder, T>(ref TBuilder builder, ref readonly RareColumns<T> row)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        T one = T.Constant(KoalaBear.One);
        T leading = row.Is[IndexOf(Operation.CountLeadingZeros)], leadingWord = row.Is[IndexOf(Operation.CountLeadingZerosWord)];
        T trailing = row.Is[IndexOf(Operation.CountTrailingZeros)], trailingWord = row.Is[IndexOf(Operation.CountTrailingZerosWord)];
        T isLeading = leading + leadingWord, isTrailing = trailing + trailingWord, isWord = leadingWord + trailingWord, counts = isLeading + isTrailing;
        T marked = default, firstBit = default, selected = default, bit = default, power = default, markedBits = default;
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

        for (int m = 0; m < 16; m++)
        {
            builder.AssertBool("a mark of a bit is a bit", row.AtBit[m]);
            markedBits += row.AtBit[m];
            bit += row.AtBit[m] * AirBuilderExtensions.Number<T>((uint)m);
            power += row.AtBit[m] * AirBuilderExtensions.Number<T>(1u << m);
        }

        builder.AssertBool("one limb at most is marked", marked);
        builder.AssertZero("a bit is marked in the marked limb", marked - markedBits);
        builder.AssertZero("only counts of zeros mark", (one - counts) * marked);
        builder.AssertZero("of words the low limbs are marked", isWord * (row.InLimb[2] + row.InLimb[3]));
        builder.AssertZero("the selected limb", row.Selected - selected);
        builder.AssertZero("the limb without its highest bit", isLeading * (row.Remainder - row.Selected + power));
        builder.AssertZero("the limb down to its lowest bit", isTrailing * ((power * (row.Remainder + row.Remainder + one)) - row.Selected));
        builder.AssertZero("bits of the remainder", row.RemainderBits - (isLeading * bit) - (isTrailing * (AirBuilderExtensions.Number<T>(15) - bit)));
        builder.Send(Buses.Range, [row.Remainder, row.RemainderBits], counts, maxMultiplicity: 1);

        T width = AirBuilderExtensions.Number<T>(64), widthOfWord = AirBuilderExtensions.Number<T>(32);
        return (leading * width) + (leadingWord * widthOfWord) - (isLeading * (firstBit + bit + marked))
            + (trailing * width * (one - marked)) + (trailingWord * widthOfWord * (one - marked)) + (isTrailing * (firstBit + bit));
    }

    /// <summary>The count of ones, 0 if the row is another instruction.</summary>
    private static T Ones<T>(ref readonly RareColumns<T> row)
        where T : struct, IAlgebra<T>
    {
        T low = default, high = default;
        for (int k = 0; k < 32; k++)
        {
            low += row.Bits[k];
            high += row.Bits[32 + k];
        }

        T isDouble = row.Is[IndexOf(Operation.CountOnes)];
        return ((isDouble + row.Is[IndexOf(Operation.CountOnesWord)]) * low) + (isDouble * high);
    }

    private static void ConstrainBytes<TBuilder, T>(ref TBuilder builder, ref readonly RareColumns<T> row)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        for (int i = 0; i < sizeof(ulong); i++)
        {
            T ones = default;
            for (int k = 0; k < 8; k++)
                ones += row.Bits[(8 * i) + k];
            builder.AssertZero("a byte without ones is zero", row.IsByteNonzero[i] - (ones * row.ByteInverse[i]));
            builder.AssertZero("a byte with ones is not", (T.Constant(KoalaBear.One) - row.IsByteNonzero[i]) * ones);
        }
    }

    private static void FillZeros(ref RareColumns<KoalaBear> row, Operation operation, ulong left, LookupCounts lookups)
    {
        if (operation is Operation.CountLeadingZerosWord or Operation.CountTrailingZerosWord)
            left = (uint)left;
        bool isLeading = operation is Operation.CountLeadingZeros or Operation.CountLeadingZerosWord;
        if (!isLeading && operation is not (Operation.CountTrailingZeros or Operation.CountTrailingZerosWord))
            return;
        uint remainder = 0;
        int bits = isLeading ? 0 : 15;
        if (left != 0)
        {
            int first = isLeading ? BitOperations.Log2(left) : BitOperations.TrailingZeroCount(left), bit = first & 15;
            uint limb = WordColumns.Limb(left, first >> 4);
            row.InLimb[first >> 4] = KoalaBear.One;
            row.AtBit[bit] = KoalaBear.One;
            row.Selected = Cell.Of(limb);
            bits = isLeading ? bit : 15 - bit;
            remainder = isLeading ? limb - (1u << bit) : limb >> (bit + 1);
        }

        row.Remainder = Cell.Of(remainder);
        row.RemainderBits = Cell.Of((uint)bits);
        lookups.Range(remainder, bits);
    }
}
