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

/// <inheritdoc cref="ShiftLeftColumns{T}"/>
public readonly struct ShiftLeftInstruction : IInstruction
{
    public static ChipKind Kind => ChipKind.ShiftLeft;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<ShiftLeftColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly ShiftLeftColumns<T> row = ref columns.As<ShiftLeftColumns<T>, T>();
        T active = default, limbs = default;
        for (int i = 0; i < WordColumns<T>.Limbs; i++)
        {
            builder.AssertBool("a mark of the shift is a bit", row.Shift[i]);
            active += row.Shift[i];
            limbs += row.Shift[i] * AirBuilderExtensions.Number<T>((uint)i);
        }

        builder.AssertBool("a row is one instruction at most", active);
        builder.AssertBool("IsUnsignedWord is a bit", row.IsUnsignedWord);
        T one = T.Constant(KoalaBear.One), keepsUpper = one - row.IsUnsignedWord;
        builder.AssertZero("only instructions are SLLI.UW", row.IsUnsignedWord * (one - active));
        ReadOnlySpan<T> left = row.Form.Left.Value;
        SplitColumns.Evaluate(ref builder, in row.Parts, [left[0], left[1], keepsUpper * left[2], keepsUpper * left[3]], row.LowBits, row.Factor, active);
        for (int j = 0; j < WordColumns<T>.Limbs; j++)
        {
            T limb = default;
            for (int i = 0; i <= j; i++)
                limb += row.Shift[i] * ((row.Factor * row.Parts.Low[j - i]) + (j > i ? row.Parts.High[j - i - 1] : default));
            builder.AssertZero("a limb of rs1 << shift", row.Result[j] - limb);
        }

        T operation = (active * InstructionStep.Number<T>(Operation.ShiftLeftImmediate))
            + (row.IsUnsignedWord * AirBuilderExtensions.Number<T>(Operation.ShiftLeftUnsignedWordImmediate - Operation.ShiftLeftImmediate));
        ImmediateForm.Evaluate(ref builder, in row.Form, operation, [row.LowBits, row.Factor, limbs], row.Result, active);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref ShiftLeftColumns<KoalaBear> row = ref columns.As<ShiftLeftColumns<KoalaBear>, KoalaBear>();
        ImmediateForm.Fill(ref row.Form, in instruction, lookups);
        int shift = (int)instruction.Instruction.Immediate;
        (row.LowBits, row.Factor, _) = instruction.Instruction.ImmediateElements;
        row.Shift[shift >> 4] = KoalaBear.One;
        bool isUnsignedWord = instruction.Instruction.Operation == Operation.ShiftLeftUnsignedWordImmediate;
        row.IsUnsignedWord = Cell.Of(isUnsignedWord);
        SplitColumns.Fill(ref row.Parts, isUnsignedWord ? (uint)instruction.Rs1 : instruction.Rs1, 16 - (shift & 15), lookups);
        WordColumns.Fill(ref row.Result, instruction.Rd);
    }
}
