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

/// <inheritdoc cref="LogicImmediateColumns{T}"/>
public readonly struct LogicImmediateInstruction : IInstruction
{
    public static ChipKind Kind => ChipKind.LogicImmediate;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<LogicImmediateColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly LogicImmediateColumns<T> row = ref columns.As<LogicImmediateColumns<T>, T>();
        T active = row.IsAnd + row.IsOr + row.IsXor, radix = AirBuilderExtensions.Number<T>(Limb.ByteRadix);
        builder.AssertBool("IsAnd is a bit", row.IsAnd);
        builder.AssertBool("IsOr is a bit", row.IsOr);
        builder.AssertBool("IsXor is a bit", row.IsXor);
        builder.AssertBool("a row is one instruction at most", active);
        ReadOnlySpan<T> left = row.Form.Left.Value;
        T leftHigh = Limb.HighByte(left[0], row.LeftLow), immediate = row.ImmediateLow + (row.ImmediateHigh * radix), upper = Limb.Extension(row.ImmediateSign);
        builder.Send(Buses.ByteAnd, [row.LeftLow, row.ImmediateLow, row.AndLow], active, maxMultiplicity: 1);
        builder.Send(Buses.ByteAnd, [leftHigh, row.ImmediateHigh, row.AndHigh], active, maxMultiplicity: 1);

        // a OR b = a + b − (a AND b), a XOR b = a + b − 2·(a AND b).
        T onlyAnd = row.IsAnd - row.IsOr - row.IsXor - row.IsXor, sum = row.IsOr + row.IsXor;
        for (int i = 0; i < WordColumns<T>.Limbs; i++)
        {
            T right = i == 0 ? immediate : upper, and = i == 0 ? row.AndLow + (row.AndHigh * radix) : row.ImmediateSign * left[i];
            builder.AssertZero("the operation on a limb", row.Result[i] - (onlyAnd * and) - (sum * (left[i] + right)));
        }

        T operation = (row.IsAnd * InstructionStep.Number<T>(Operation.AndImmediate)) + (row.IsOr * InstructionStep.Number<T>(Operation.OrImmediate))
            + (row.IsXor * InstructionStep.Number<T>(Operation.XorImmediate));
        ImmediateForm.Evaluate(ref builder, in row.Form, operation, [immediate, upper, upper], row.Result, active);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref LogicImmediateColumns<KoalaBear> row = ref columns.As<LogicImmediateColumns<KoalaBear>, KoalaBear>();
        ImmediateForm.Fill(ref row.Form, in instruction, lookups);
        row.IsAnd = Cell.Of(instruction.Instruction.Operation == Operation.AndImmediate);
        row.IsOr = Cell.Of(instruction.Instruction.Operation == Operation.OrImmediate);
        row.IsXor = Cell.Of(instruction.Instruction.Operation == Operation.XorImmediate);
        uint immediate = WordColumns.Limb((ulong)instruction.Instruction.Immediate, 0), left = WordColumns.Limb(instruction.Rs1, 0), and = left & immediate;
        row.ImmediateLow = Cell.Of(immediate & 0xff);
        row.ImmediateHigh = Cell.Of(immediate >> 8);
        row.ImmediateSign = Cell.Of(instruction.Instruction.Immediate < 0);
        row.LeftLow = Cell.Of(left & 0xff);
        row.AndLow = Cell.Of(and & 0xff);
        row.AndHigh = Cell.Of(and >> 8);
        WordColumns.Fill(ref row.Result, instruction.Rd);
        lookups.ByteAnd((byte)left, (byte)immediate);
        lookups.ByteAnd((byte)(left >> 8), (byte)(immediate >> 8));
    }
}
