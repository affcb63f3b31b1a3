using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Chips.Forms;
using Rollup.Machine.Chips.Gadgets;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Chips.Jumps;

/// <inheritdoc cref="BranchEqualColumns{T}"/>
public readonly struct BranchEqualInstruction : IInstruction
{
    public static ChipKind Kind => ChipKind.BranchEqual;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<BranchEqualColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly BranchEqualColumns<T> row = ref columns.As<BranchEqualColumns<T>, T>();
        T one = T.Constant(KoalaBear.One), active = row.IsEqual + row.IsNotEqual;
        builder.AssertBool("IsEqual is a bit", row.IsEqual);
        builder.AssertBool("IsNotEqual is a bit", row.IsNotEqual);
        builder.AssertBool("a row is one instruction at most", active);

        WordColumns<T> differences = default;
        for (int i = 0; i < WordColumns<T>.Limbs; i++)
        {
            differences[i] = row.Form.Left.Value[i] - row.Form.Right.Value[i];
            builder.AssertZero("operands that do not differ are equal", (one - row.Different) * differences[i]);
        }

        builder.AssertZero(
            "operands that differ are not equal",
            row.Different - (row.LowInverse * (differences[0] + (row.Mix * differences[1]))) - (row.HighInverse * (differences[2] + (row.Mix * differences[3]))));
        T taken = (row.IsEqual * (one - row.Different)) + (row.IsNotEqual * row.Different);
        T operation = (row.IsEqual * InstructionStep.Number<T>(Operation.BranchEqual)) + (row.IsNotEqual * InstructionStep.Number<T>(Operation.BranchNotEqual));
        BranchForm.Evaluate(ref builder, in row.Form, operation, taken, active);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref BranchEqualColumns<KoalaBear> row = ref columns.As<BranchEqualColumns<KoalaBear>, KoalaBear>();
        BranchForm.Fill(ref row.Form, in instruction, lookups);
        row.IsEqual = Cell.Of(instruction.Instruction.Operation == Operation.BranchEqual);
        row.IsNotEqual = Cell.Of(instruction.Instruction.Operation == Operation.BranchNotEqual);
        row.Different = Cell.Of(instruction.Rs1 != instruction.Rs2);
        KoalaBear low = Difference(in instruction, 0), high = Difference(in instruction, 2);
        if (low.IsZero && high.IsZero)
        {
            low = Difference(in instruction, 1);
            high = Difference(in instruction, 3);
            row.Mix = Cell.Of(!low.IsZero || !high.IsZero);
        }

        if (!low.IsZero)
            row.LowInverse = low.Inverse();
        else if (!high.IsZero)
            row.HighInverse = high.Inverse();
    }

    private static KoalaBear Difference(in InstructionEvent instruction, int limb)
        => Cell.Of(WordColumns.Limb(instruction.Rs1, limb)) - Cell.Of(WordColumns.Limb(instruction.Rs2, limb));
}
