using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Chips.Forms;
using Rollup.Machine.Chips.Gadgets;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Chips.Logic;

/// <inheritdoc cref="LogicColumns{T}"/>
public readonly struct LogicInstruction : IInstruction
{
    public static ChipKind Kind => ChipKind.Logic;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<LogicColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly LogicColumns<T> row = ref columns.As<LogicColumns<T>, T>();
        ReadOnlySpan<T> flags = [row.IsAnd, row.IsOr, row.IsXor, row.IsAndNot, row.IsOrNot, row.IsXorNot];
        (T active, T operation) = OperationFlags.Evaluate(ref builder, flags, Operations);
        T radix = AirBuilderExtensions.Number<T>(Limb.ByteRadix), ones = AirBuilderExtensions.Number<T>(Limb.Ones);

        // With c = a AND b: OR is a + b − c, XOR a + b − 2c; NOT a is 0xFFFF − a, so ANDN is a − c, ORN 0xFFFF − b + c, XNOR 0xFFFF − a − b + 2c.
        T ofAnd = row.IsAnd - row.IsOr - row.IsXor - row.IsXor - row.IsAndNot + row.IsOrNot + row.IsXorNot + row.IsXorNot;
        T ofLeft = row.IsOr + row.IsXor + row.IsAndNot - row.IsXorNot;
        T ofRight = row.IsOr + row.IsXor - row.IsOrNot - row.IsXorNot;
        T constant = (row.IsOrNot + row.IsXorNot) * ones;
        for (int i = 0; i < WordColumns<T>.Limbs; i++)
        {
            T left = row.Form.Left.Value[i], right = row.Form.Right.Value[i];
            builder.Send(Buses.ByteAnd, [row.LeftLow[i], row.RightLow[i], row.AndLow[i]], active, maxMultiplicity: 1);
            builder.Send(Buses.ByteAnd, [Limb.HighByte(left, row.LeftLow[i]), Limb.HighByte(right, row.RightLow[i]), row.AndHigh[i]], active, maxMultiplicity: 1);
            builder.AssertZero(
                "the operation on a limb", row.Result[i] - constant - (ofLeft * left) - (ofRight * right) - (ofAnd * (row.AndLow[i] + (row.AndHigh[i] * radix))));
        }

        RegisterForm.Evaluate(ref builder, in row.Form, operation, row.Result, active);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref LogicColumns<KoalaBear> row = ref columns.As<LogicColumns<KoalaBear>, KoalaBear>();
        RegisterForm.Fill(ref row.Form, in instruction, lookups);
        Operation operation = instruction.Instruction.Operation;
        row.IsAnd = Cell.Of(operation == Operation.And);
        row.IsOr = Cell.Of(operation == Operation.Or);
        row.IsXor = Cell.Of(operation == Operation.Xor);
        row.IsAndNot = Cell.Of(operation == Operation.AndNot);
        row.IsOrNot = Cell.Of(operation == Operation.OrNot);
        row.IsXorNot = Cell.Of(operation == Operation.XorNot);
        WordColumns.Fill(ref row.Result, instruction.Rd);
        for (int i = 0; i < WordColumns<KoalaBear>.Limbs; i++)
        {
            uint left = WordColumns.Limb(instruction.Rs1, i), right = WordColumns.Limb(instruction.Rs2, i), and = left & right;
            row.LeftLow[i] = Cell.Of(left & 0xff);
            row.RightLow[i] = Cell.Of(right & 0xff);
            row.AndLow[i] = Cell.Of(and & 0xff);
            row.AndHigh[i] = Cell.Of(and >> 8);
            lookups.ByteAnd((byte)left, (byte)right);
            lookups.ByteAnd((byte)(left >> 8), (byte)(right >> 8));
        }
    }

    private static ReadOnlySpan<Operation> Operations => [Operation.And, Operation.Or, Operation.Xor, Operation.AndNot, Operation.OrNot, Operation.XorNot];
}
