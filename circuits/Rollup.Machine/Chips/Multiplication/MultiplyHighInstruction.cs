using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Chips.Forms;
using Rollup.Machine.Chips.Gadgets;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Chips.Multiplication;

/// <inheritdoc cref="MultiplyHighColumns{T}"/>
public readonly struct MultiplyHighInstruction : IInstruction
{
    public static ChipKind Kind => ChipKind.MultiplyHigh;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<MultiplyHighColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly MultiplyHighColumns<T> row = ref columns.As<MultiplyHighColumns<T>, T>();
        (T active, T operation) = OperationFlags.Evaluate<TBuilder, T>(ref builder, [row.IsSigned, row.IsSignedUnsigned, row.IsUnsigned, row.IsWord], Operations);
        ReadOnlySpan<T> left = row.Form.Left.Value, right = row.Form.Right.Value;
        Signs.Evaluate(ref builder, left[^1], row.LeftSign, row.IsSigned + row.IsSignedUnsigned);
        Signs.Evaluate(ref builder, right[^1], row.RightSign, row.IsSigned);
        T carry = default;
        for (int k = 0; k < 2 * WordColumns<T>.Limbs; k++)
        {
            T sum = ProductColumns.Position(in row.Factors, left, right, k) + carry;
            int high = k - WordColumns<T>.Limbs;
            if (high >= 0)
                sum -= (row.LeftSign * right[high]) + (row.RightSign * left[high]);
            carry = row.Carry[k];
            builder.AssertZero("a limb of the product", sum - (high < 0 ? row.Low[k] : row.High[high]) - (carry * AirBuilderExtensions.Number<T>(Limb.Radix)));
            MemoryAccess.CheckRange(ref builder, carry + AirBuilderExtensions.Number<T>(CarryOffset), ProductColumns.CarryBits + 1, active);
        }

        ProductColumns.CheckBytes(ref builder, in row.Factors, left, right, active);
        MemoryAccess.CheckLimbs(ref builder, row.Low, active);
        MemoryAccess.CheckLimbs(ref builder, row.High, active);
        Signs.Evaluate(ref builder, row.Low[1], row.WordSign, row.IsWord);
        T isHigh = active - row.IsWord, extension = Limb.Extension(row.WordSign);
        for (int i = 0; i < WordColumns<T>.Limbs; i++)
            builder.AssertZero("the half that the instruction writes", row.Result[i] - (isHigh * row.High[i]) - (i < 2 ? row.IsWord * row.Low[i] : extension));
        RegisterForm.Evaluate(ref builder, in row.Form, operation, row.Result, active);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref MultiplyHighColumns<KoalaBear> row = ref columns.As<MultiplyHighColumns<KoalaBear>, KoalaBear>();
        Operation operation = instruction.Instruction.Operation;
        row.IsSigned = Cell.Of(operation == Operation.MultiplyHigh);
        row.IsSignedUnsigned = Cell.Of(operation == Operation.MultiplyHighSignedUnsigned);
        row.IsUnsigned = Cell.Of(operation == Operation.MultiplyHighUnsigned);
        row.IsWord = Cell.Of(operation == Operation.MultiplyWord);
        RegisterForm.Fill(ref row.Form, in instruction, lookups);
        ProductColumns.Fill(ref row.Factors, instruction.Rs1, instruction.Rs2, lookups);
        row.LeftSign = Signs.Fill(instruction.Rs1, operation is Operation.MultiplyHigh or Operation.MultiplyHighSignedUnsigned, lookups);
        row.RightSign = Signs.Fill(instruction.Rs2, operation == Operation.MultiplyHigh, lookups);
        WordColumns.Fill(ref row.Result, instruction.Rd);
        long carry = 0;
        for (int k = 0; k < 2 * WordColumns<KoalaBear>.Limbs; k++)
        {
            long sum = ProductColumns.Position(instruction.Rs1, instruction.Rs2, k) + carry;
            int high = k - WordColumns<KoalaBear>.Limbs;
            if (!row.LeftSign.IsZero && high >= 0)
                sum -= WordColumns.Limb(instruction.Rs2, high);
            if (!row.RightSign.IsZero && high >= 0)
                sum -= WordColumns.Limb(instruction.Rs1, high);
            uint limb = (uint)sum & Limb.Ones;
            (high < 0 ? ref row.Low[k] : ref row.High[high]) = Cell.Of(limb);
            lookups.Range16(limb);
            carry = sum >> 16;
            uint shifted = (uint)(carry + CarryOffset);
            row.Carry[k] = Cell.Of(shifted) - Cell.Of(CarryOffset);
            lookups.Range(shifted, ProductColumns.CarryBits + 1);
        }

        if (operation == Operation.MultiplyWord)
            row.WordSign = Cell.Of(Limb.CountSign(WordColumns.Limb(instruction.Rd, 1), lookups));
    }

    /// <summary>Two subtracted limbs and a carry make a carry of −3 at least.</summary>
    private const uint CarryOffset = 4;

    private static ReadOnlySpan<Operation> Operations => [Operation.MultiplyHigh, Operation.MultiplyHighSignedUnsigned, Operation.MultiplyHighUnsigned, Operation.MultiplyWord];
}
