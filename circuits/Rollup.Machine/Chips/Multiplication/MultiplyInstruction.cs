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

/// <inheritdoc cref="MultiplyColumns{T}"/>
public readonly struct MultiplyInstruction : IInstruction
{
    public static ChipKind Kind => ChipKind.Multiply;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<MultiplyColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly MultiplyColumns<T> row = ref columns.As<MultiplyColumns<T>, T>();
        builder.AssertBool("IsReal is a bit", row.IsReal);
        T carry = default;
        for (int k = 0; k < WordColumns<T>.Limbs; k++)
        {
            T sum = ProductColumns.Position(in row.Factors, row.Form.Left.Value, row.Form.Right.Value, k) + carry;
            carry = row.Carry[k];
            builder.AssertZero("a limb of the product", sum - row.Result[k] - (carry * AirBuilderExtensions.Number<T>(Limb.Radix)));
            MemoryAccess.CheckRange(ref builder, carry, ProductColumns.CarryBits, row.IsReal);
        }

        ProductColumns.CheckBytes(ref builder, in row.Factors, row.Form.Left.Value, row.Form.Right.Value, row.IsReal);
        MemoryAccess.CheckLimbs(ref builder, row.Result, row.IsReal);
        RegisterForm.Evaluate(ref builder, in row.Form, InstructionStep.Number<T>(Operation.Multiply), row.Result, row.IsReal);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref MultiplyColumns<KoalaBear> row = ref columns.As<MultiplyColumns<KoalaBear>, KoalaBear>();
        row.IsReal = KoalaBear.One;
        RegisterForm.Fill(ref row.Form, in instruction, lookups);
        ProductColumns.Fill(ref row.Factors, instruction.Rs1, instruction.Rs2, lookups);
        WordColumns.Fill(ref row.Result, instruction.Rd);
        MemoryAccess.CountLimbs(instruction.Rd, lookups);
        long carry = 0;
        for (int k = 0; k < WordColumns<KoalaBear>.Limbs; k++)
        {
            carry = (ProductColumns.Position(instruction.Rs1, instruction.Rs2, k) + carry) >> 16;
            row.Carry[k] = Cell.Of((uint)carry);
            lookups.Range((uint)carry, ProductColumns.CarryBits);
        }
    }
}
