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

/// <inheritdoc cref="CountOnesColumns{T}"/>
public readonly struct CountOnesInstruction : IInstruction
{
    public static ChipKind Kind => ChipKind.CountOnes;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<CountOnesColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly CountOnesColumns<T> row = ref columns.As<CountOnesColumns<T>, T>();
        (T active, T operation) = OperationFlags.Evaluate<TBuilder, T>(ref builder, [row.IsCount, row.IsCountWord, row.IsCombine], Operations);
        T one = T.Constant(KoalaBear.One), low = default, high = default;
        for (int i = 0; i < WordColumns<T>.Limbs; i++)
        {
            T limb = default;
            for (int k = 0; k < 16; k++)
            {
                T bit = row.Bits[(16 * i) + k];
                builder.AssertBool("a bit of rs1 is a bit", bit);
                limb += bit * AirBuilderExtensions.Number<T>(1u << k);
            }

            builder.AssertZero("the bits are those of rs1", row.Form.Left.Value[i] - limb);
        }

        for (int i = 0; i < sizeof(ulong); i++)
        {
            T ones = default;
            for (int k = 0; k < 8; k++)
                ones += row.Bits[(8 * i) + k];
            builder.AssertZero("a byte without ones is zero", row.IsByteNonzero[i] - (ones * row.ByteInverse[i]));
            builder.AssertZero("a byte with ones is not", (one - row.IsByteNonzero[i]) * ones);
            if (i < 4)
                low += ones;
            else
                high += ones;
        }

        for (int i = 0; i < WordColumns<T>.Limbs; i++)
        {
            T bytes = (row.IsByteNonzero[2 * i] * AirBuilderExtensions.Number<T>(0xff)) + (row.IsByteNonzero[(2 * i) + 1] * AirBuilderExtensions.Number<T>(0xff00));
            T count = i == 0 ? ((row.IsCount + row.IsCountWord) * low) + (row.IsCount * high) : default;
            builder.AssertZero("the result", row.Result[i] - count - (row.IsCombine * bytes));
        }

        ImmediateForm.Evaluate(ref builder, in row.Form, operation, [], row.Result, active);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref CountOnesColumns<KoalaBear> row = ref columns.As<CountOnesColumns<KoalaBear>, KoalaBear>();
        ImmediateForm.Fill(ref row.Form, in instruction, lookups);
        row.IsCount = Cell.Of(instruction.Instruction.Operation == Operation.CountOnes);
        row.IsCountWord = Cell.Of(instruction.Instruction.Operation == Operation.CountOnesWord);
        row.IsCombine = Cell.Of(instruction.Instruction.Operation == Operation.OrCombineBytes);
        WordColumns.Fill(ref row.Result, instruction.Rd);
        for (int k = 0; k < 64; k++)
            row.Bits[k] = Cell.Of((instruction.Rs1 >> k & 1) != 0);
        for (int i = 0; i < sizeof(ulong); i++)
        {
            int ones = BitOperations.PopCount((byte)(instruction.Rs1 >> (8 * i)));
            if (ones == 0)
                continue;
            row.IsByteNonzero[i] = KoalaBear.One;
            row.ByteInverse[i] = Cell.Of((uint)ones).Inverse();
        }
    }

    private static ReadOnlySpan<Operation> Operations => [Operation.CountOnes, Operation.CountOnesWord, Operation.OrCombineBytes];
}
