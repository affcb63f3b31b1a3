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

/// <inheritdoc cref="ShiftRightColumns{T}"/>
public readonly struct ShiftRightInstruction : IInstruction
{
    public static ChipKind Kind => ChipKind.ShiftRight;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<ShiftRightColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly ShiftRightColumns<T> row = ref columns.As<ShiftRightColumns<T>, T>();
        T active = default, limbs = default, one = T.Constant(KoalaBear.One);
        for (int i = 0; i < WordColumns<T>.Limbs; i++)
        {
            builder.AssertBool("a mark of the shift is a bit", row.Shift[i]);
            active += row.Shift[i];
            limbs += row.Shift[i] * AirBuilderExtensions.Number<T>((uint)i);
        }

        builder.AssertBool("a row is one instruction at most", active);
        builder.AssertBool("IsArithmetic is a bit", row.IsArithmetic);
        builder.AssertZero("only instructions are arithmetic", row.IsArithmetic * (one - active));
        Signs.Evaluate(ref builder, row.Form.Left.Value[^1], row.Sign, row.IsArithmetic);
        SplitColumns.Evaluate(ref builder, in row.Parts, row.Form.Left.Value, row.LowBits, row.Factor, active);

        // Factor times the low part of the limb above rs1, which is 0 or 2^LowBits − 1.
        T above = row.Sign * (AirBuilderExtensions.Number<T>(Limb.Radix) - row.Factor);
        for (int j = 0; j < WordColumns<T>.Limbs; j++)
        {
            T limb = default;
            for (int i = 0; i < WordColumns<T>.Limbs; i++)
            {
                int from = j + i;
                limb += row.Shift[i] * (from switch
                {
                    < WordColumns<T>.Limbs - 1 => row.Parts.High[from] + (row.Factor * row.Parts.Low[from + 1]),
                    WordColumns<T>.Limbs - 1 => row.Parts.High[from] + above,
                    _ => Limb.Extension(row.Sign),
                });
            }

            builder.AssertZero("a limb of rs1 >> shift", row.Result[j] - limb);
        }

        T operation = ((active - row.IsArithmetic) * InstructionStep.Number<T>(Operation.ShiftRightImmediate)) + (row.IsArithmetic * InstructionStep.Number<T>(Operation.ShiftRightArithmeticImmediate));
        ImmediateForm.Evaluate(ref builder, in row.Form, operation, [row.LowBits, row.Factor, limbs], row.Result, active);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref ShiftRightColumns<KoalaBear> row = ref columns.As<ShiftRightColumns<KoalaBear>, KoalaBear>();
        ImmediateForm.Fill(ref row.Form, in instruction, lookups);
        int shift = (int)instruction.Instruction.Immediate;
        bool isArithmetic = instruction.Instruction.Operation == Operation.ShiftRightArithmeticImmediate;
        row.IsArithmetic = Cell.Of(isArithmetic);
        row.Sign = Signs.Fill(instruction.Rs1, isArithmetic, lookups);
        (row.LowBits, row.Factor, _) = instruction.Instruction.ImmediateElements;
        row.Shift[shift >> 4] = KoalaBear.One;
        SplitColumns.Fill(ref row.Parts, instruction.Rs1, shift & 15, lookups);
        WordColumns.Fill(ref row.Result, instruction.Rd);
    }
}
