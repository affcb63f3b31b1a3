using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Chips.Forms;
using Rollup.Machine.Chips.Gadgets;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Chips.Shifts;

/// <inheritdoc cref="ShiftColumns{T}"/>
public readonly struct ShiftInstruction : IInstruction
{
    public static ChipKind Kind => ChipKind.Shift;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<ShiftColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly ShiftColumns<T> row = ref columns.As<ShiftColumns<T>, T>();
        (T active, T operation) = OperationFlags.Evaluate<TBuilder, T>(ref builder, row.Is, Operations);
        T one = T.Constant(KoalaBear.One), radix = AirBuilderExtensions.Number<T>(Limb.Radix);
        T toLeft = OperationFlags.Any<T>(row.Is, Operations, ToLeft), arithmetic = OperationFlags.Any<T>(row.Is, Operations, Arithmetic), arithmeticWord = arithmetic - row.Is[IndexOf(Operation.ShiftRightArithmetic)];
        T toRight = OperationFlags.Any<T>(row.Is, Operations, ToRight) + arithmetic;
        T rotateLeft = OperationFlags.Any<T>(row.Is, Operations, Operation.RotateLeft, Operation.RotateLeftWord), rotateRight = active - toLeft - toRight - rotateLeft;
        T isWord = OperationFlags.Any<T>(row.Is, Operations, Words), fromProgram = OperationFlags.Any<T>(row.Is, Operations, Immediates), fromRegister = active - fromProgram;
        T fromRegisterWord = OperationFlags.Any<T>(row.Is, Operations, RegisterWords);

        (T limbs, T limbsOfRotation, T limbsOfLeftRotation) = Marks(ref builder, in row, toLeft, toRight, rotateLeft + rotateRight);
        ConstrainAmount(ref builder, in row, active, toLeft + rotateLeft, toRight + rotateRight);
        T bits = BitsOf(in row);
        builder.AssertZero("the amount", row.Amount - bits - (AirBuilderExtensions.Number<T>(16) * (limbs + (rotateRight * limbsOfRotation) + (rotateLeft * limbsOfLeftRotation))));
        builder.AssertZero("an amount from the program", row.ImmediateAmount - (fromProgram * row.Amount));
        T excess = row.Form.Right.Value[0] - row.Amount;
        builder.AssertZero(
            "an amount from rs2 is its lowest 6 or 5 bits",
            ((fromRegister - fromRegisterWord) * (excess - (row.Rest * AirBuilderExtensions.Number<T>(64)))) + (fromRegisterWord * (excess - (row.Rest * AirBuilderExtensions.Number<T>(32)))));
        MemoryAccess.CheckRange(ref builder, row.Rest, RestBits, fromRegister);
        builder.AssertZero("words are shifted by less than 32", isWord * (row.Left[2] + row.Left[3] + row.Right[2] + row.Right[3]));
        builder.AssertZero("words are rotated to the right by less than 32", OperationFlags.Any<T>(row.Is, Operations, Operation.RotateRightWord, Operation.RotateRightWordImmediate) * (row.Rotate[2] + row.Rotate[3]));
        builder.AssertZero("words are rotated to the left by less than 32", row.Is[IndexOf(Operation.RotateLeftWord)] * (row.Rotate[0] + row.Rotate[1]));

        ReadOnlySpan<T> rs1 = row.Form.Left.Value;
        builder.AssertZero("the limb with the sign", row.SignedLimb - ((arithmetic - arithmeticWord) * rs1[3]) - (arithmeticWord * rs1[1]));
        Signs.Evaluate(ref builder, row.SignedLimb, row.Sign, arithmetic);
        T isDouble = active - isWord;
        T rotatesWord = OperationFlags.Any<T>(row.Is, Operations, Operation.RotateLeftWord, Operation.RotateRightWord, Operation.RotateRightWordImmediate), extension = Limb.Extension(row.Sign);
        builder.AssertZero("limb 2 of what is shifted", row.Upper0 - (isDouble * rs1[2]) - (rotatesWord * rs1[0]) - (arithmeticWord * extension));
        builder.AssertZero("limb 3 of what is shifted", row.Upper1 - (isDouble * rs1[3]) - (rotatesWord * rs1[1]) - (arithmeticWord * extension));
        SplitColumns.Evaluate(ref builder, in row.Parts, [rs1[0], rs1[1], row.Upper0, row.Upper1], row.LowBits, row.Factor, active);
        for (int j = 0; j < WordColumns<T>.Limbs; j++)
        {
            T limb = default;
            for (int i = 0; i < WordColumns<T>.Limbs; i++)
            {
                if (i <= j)
                    limb += row.Left[i] * ((row.Factor * row.Parts.Low[j - i]) + (j > i ? row.Parts.High[j - i - 1] : default));
                limb += row.Right[i] * ((i + j) switch
                {
                    < WordColumns<T>.Limbs - 1 => row.Parts.High[i + j] + (row.Factor * row.Parts.Low[i + j + 1]),
                    WordColumns<T>.Limbs - 1 => row.Parts.High[i + j] + (row.Sign * (radix - row.Factor)),
                    _ => extension,
                });
                limb += row.Rotate[i] * (row.Parts.High[(i + j) % WordColumns<T>.Limbs] + (row.Factor * row.Parts.Low[(i + j + 1) % WordColumns<T>.Limbs]));
            }

            builder.AssertZero("a shifted limb", row.Shifted[j] - limb);
        }

        Signs.Evaluate(ref builder, row.Shifted[1], row.WordSign, isWord);
        builder.AssertZero("limb 2 of the result", row.Result2 - ((active - isWord) * row.Shifted[2]) - Limb.Extension(row.WordSign));
        builder.AssertZero("limb 3 of the result", row.Result3 - ((active - isWord) * row.Shifted[3]) - Limb.Extension(row.WordSign));
        RegisterForm.Evaluate(ref builder, in row.Form, operation, [row.ImmediateAmount], fromRegister, [row.Shifted[0], row.Shifted[1], row.Result2, row.Result3], active);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref ShiftColumns<KoalaBear> row = ref columns.As<ShiftColumns<KoalaBear>, KoalaBear>();
        Operation operation = instruction.Instruction.Operation;
        OperationFlags.Fill(row.Is, Operations, operation);
        bool isWord = Words.Contains(operation), fromProgram = Immediates.Contains(operation), isLeft = ToLeft.Contains(operation) || operation is Operation.RotateLeft or Operation.RotateLeftWord;
        RegisterForm.Fill(ref row.Form, in instruction, lookups, hasRight: !fromProgram);
        ulong rs1 = instruction.Rs1;
        int mask = isWord ? 31 : 63, amount = (int)(fromProgram ? (ulong)instruction.Instruction.Immediate : instruction.Rs2) & mask, bits = amount & 15, limbs = amount >> 4;
        for (int i = 0; i < WordColumns<KoalaBear>.Limbs; i++)
            row.AmountBits[i] = Cell.Of(((bits >> i) & 1) != 0);
        row.LowPower = Cell.Of(1u << (bits & 3));
        row.HighPower = Cell.Of(1u << (bits & 12));
        row.Power = Cell.Of(1u << bits);
        int lowBits = isLeft ? 16 - bits : bits;
        row.LowBits = Cell.Of((uint)lowBits);
        row.Factor = Cell.Of(1u << (16 - lowBits));
        row.Amount = Cell.Of((uint)amount);
        if (fromProgram)
        {
            row.ImmediateAmount = row.Amount;
        }
        else
        {
            uint rest = (WordColumns.Limb(instruction.Rs2, 0) - (uint)amount) / ((uint)mask + 1);
            row.Rest = Cell.Of(rest);
            lookups.Range(rest, RestBits);
        }

        bool isArithmetic = Arithmetic.Contains(operation), rotates = false;
        if (ToLeft.Contains(operation))
            row.Left[limbs] = KoalaBear.One;
        else if (isArithmetic || ToRight.Contains(operation))
            row.Right[limbs] = KoalaBear.One;
        else
            (rotates, row.Rotate[isLeft ? 3 - limbs : limbs]) = (true, KoalaBear.One);

        if (isArithmetic)
        {
            uint limb = WordColumns.Limb(rs1, isWord ? 1 : 3);
            row.SignedLimb = Cell.Of(limb);
            row.Sign = Cell.Of(Limb.CountSign(limb, lookups));
        }

        ulong shifted = (uint)rs1;
        if (!isWord)
            shifted = rs1;
        else if (rotates)
            shifted |= rs1 << 32;
        else if (isArithmetic)
            shifted = (ulong)(int)rs1;
        row.Upper0 = Cell.Of(WordColumns.Limb(shifted, 2));
        row.Upper1 = Cell.Of(WordColumns.Limb(shifted, 3));
        SplitColumns.Fill(ref row.Parts, shifted, lowBits, lookups);
        ulong result = rotates ? (isLeft ? ulong.RotateLeft(shifted, amount) : ulong.RotateRight(shifted, amount))
            : isLeft ? shifted << amount : isArithmetic ? (ulong)((long)shifted >> amount) : shifted >> amount;
        WordColumns.Fill(ref row.Shifted, result);
        if (isWord)
            row.WordSign = Cell.Of(Limb.CountSign(WordColumns.Limb(result, 1), lookups));
        row.Result2 = Cell.Of(WordColumns.Limb(instruction.Rd, 2));
        row.Result3 = Cell.Of(WordColumns.Limb(instruction.Rd, 3));
    }

    /// <summary>A limb less 5 bits of amount.</summary>
    private const int RestBits = 11;

    private static ReadOnlySpan<Operation> Operations =>
    [
        Operation.ShiftLeft, Operation.ShiftLeftWord, Operation.ShiftLeftWordImmediate,
        Operation.ShiftRight, Operation.ShiftRightWord, Operation.ShiftRightWordImmediate,
        Operation.ShiftRightArithmetic, Operation.ShiftRightArithmeticWord, Operation.ShiftRightArithmeticWordImmediate,
        Operation.RotateRight, Operation.RotateRightImmediate, Operation.RotateRightWord, Operation.RotateRightWordImmediate, Operation.RotateLeft, Operation.RotateLeftWord,
    ];

    private static ReadOnlySpan<Operation> ToLeft => [Operation.ShiftLeft, Operation.ShiftLeftWord, Operation.ShiftLeftWordImmediate];

    /// <summary>The logical ones.</summary>
    private static ReadOnlySpan<Operation> ToRight => [Operation.ShiftRight, Operation.ShiftRightWord, Operation.ShiftRightWordImmediate];

    private static ReadOnlySpan<Operation> Arithmetic => [Operation.ShiftRightArithmetic, Operation.ShiftRightArithmeticWord, Operation.ShiftRightArithmeticWordImmediate];

    /// <summary>Those whose result is 32 bits, sign-extended.</summary>
    private static ReadOnlySpan<Operation> Words =>
    [
        Operation.ShiftLeftWord, Operation.ShiftLeftWordImmediate, Operation.ShiftRightWord, Operation.ShiftRightWordImmediate, Operation.ShiftRightArithmeticWord,
        Operation.ShiftRightArithmeticWordImmediate, Operation.RotateRightWord, Operation.RotateRightWordImmediate, Operation.RotateLeftWord,
    ];

    private static ReadOnlySpan<Operation> RegisterWords =>
        [Operation.ShiftLeftWord, Operation.ShiftRightWord, Operation.ShiftRightArithmeticWord, Operation.RotateRightWord, Operation.RotateLeftWord];

    private static ReadOnlySpan<Operation> Immediates =>
    [
        Operation.ShiftLeftWordImmediate, Operation.ShiftRightWordImmediate, Operation.ShiftRightArithmeticWordImmediate,
        Operation.RotateRightImmediate, Operation.RotateRightWordImmediate,
    ];

    private static int IndexOf(Operation operation) => Operations.IndexOf(operation);

    /// <summary>b.</summary>
    private static T BitsOf<T>(ref readonly ShiftColumns<T> row)
        where T : struct, IAlgebra<T>
    {
        T bits = default;
        for (int i = 0; i < WordColumns<T>.Limbs; i++)
            bits += row.AmountBits[i] * AirBuilderExtensions.Number<T>(1u << i);
        return bits;
    }

    /// <summary>Each direction marks one number of limbs if the row goes there. Returns that number: of shifts, of rotations to the right, and of rotations to the left.</summary>
    private static (T Shift, T Rotation, T LeftRotation) Marks<TBuilder, T>(ref TBuilder builder, ref readonly ShiftColumns<T> row, T toLeft, T toRight, T rotates)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        T shift = default, rotation = default, leftRotation = default;
        for (int i = 0; i < WordColumns<T>.Limbs; i++)
        {
            builder.AssertBool("a mark of a shift to the left is a bit", row.Left[i]);
            builder.AssertBool("a mark of a shift to the right is a bit", row.Right[i]);
            builder.AssertBool("a mark of a rotation is a bit", row.Rotate[i]);
            toLeft -= row.Left[i];
            toRight -= row.Right[i];
            rotates -= row.Rotate[i];
            T limbs = AirBuilderExtensions.Number<T>((uint)i), rest = AirBuilderExtensions.Number<T>(3 - (uint)i);
            shift += (row.Left[i] + row.Right[i]) * limbs;
            rotation += row.Rotate[i] * limbs;
            leftRotation += row.Rotate[i] * rest;
        }

        builder.AssertZero("a shift to the left has one mark", toLeft);
        builder.AssertZero("a shift to the right has one mark", toRight);
        builder.AssertZero("a rotation has one mark", rotates);
        return (shift, rotation, leftRotation);
    }

    /// <summary>LowBits and Factor are those of b.</summary>
    private static void ConstrainAmount<TBuilder, T>(ref TBuilder builder, ref readonly ShiftColumns<T> row, T active, T left, T right)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        T one = T.Constant(KoalaBear.One);
        for (int i = 0; i < WordColumns<T>.Limbs; i++)
            builder.AssertBool("a bit of the amount is a bit", row.AmountBits[i]);
        builder.AssertZero("2^(b mod 4)", row.LowPower - (active * (one + row.AmountBits[0]) * (one + (row.AmountBits[1] * AirBuilderExtensions.Number<T>(3)))));
        builder.AssertZero(
            "2^(b - b mod 4)", row.HighPower - (active * (one + (row.AmountBits[2] * AirBuilderExtensions.Number<T>(15))) * (one + (row.AmountBits[3] * AirBuilderExtensions.Number<T>(255)))));
        builder.AssertZero("2^b", row.Power - (row.LowPower * row.HighPower));
        builder.AssertZero("the factor", (left * (row.Factor - row.Power)) + (right * ((row.Factor * row.Power) - AirBuilderExtensions.Number<T>(Limb.Radix))));
        T bits = BitsOf(in row);
        builder.AssertZero("the low bits", row.LowBits - (right * bits) - (left * (AirBuilderExtensions.Number<T>(16) - bits)));
    }
}
