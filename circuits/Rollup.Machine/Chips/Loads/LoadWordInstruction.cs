using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Chips.Forms;
using Rollup.Machine.Chips.Gadgets;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Chips.Loads;

/// <inheritdoc cref="LoadWordColumns{T}"/>
public readonly struct LoadWordInstruction : IInstruction
{
    public static ChipKind Kind => ChipKind.LoadWord;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<LoadWordColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly LoadWordColumns<T> row = ref columns.As<LoadWordColumns<T>, T>();
        T active = row.IsSigned + row.IsUnsigned;
        builder.AssertBool("IsSigned is a bit", row.IsSigned);
        builder.AssertBool("IsUnsigned is a bit", row.IsUnsigned);
        builder.AssertBool("a row is one instruction at most", active);
        builder.AssertBool("InUpperHalf is a bit", row.InUpperHalf);
        ReadOnlySpan<T> word = row.Form.Word.Value;
        builder.AssertZero("the low limb is that of the half", row.Low - word[0] - (row.InUpperHalf * (word[2] - word[0])));
        builder.AssertZero("the high limb is that of the half", row.High - word[1] - (row.InUpperHalf * (word[3] - word[1])));
        Signs.Evaluate(ref builder, row.High, row.Sign, row.IsSigned);
        T operation = (row.IsSigned * InstructionStep.Number<T>(Operation.LoadWord)) + (row.IsUnsigned * InstructionStep.Number<T>(Operation.LoadWordUnsigned));
        T upper = Limb.Extension(row.Sign);
        _ = LoadForm.Evaluate(ref builder, in row.Form, operation, row.InUpperHalf * AirBuilderExtensions.Number<T>(4), [row.Low, row.High, upper, upper], active);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref LoadWordColumns<KoalaBear> row = ref columns.As<LoadWordColumns<KoalaBear>, KoalaBear>();
        LoadForm.Fill(ref row.Form, in instruction, lookups);
        bool isSigned = instruction.Instruction.Operation == Operation.LoadWord;
        row.IsSigned = Cell.Of(isSigned);
        row.IsUnsigned = Cell.Of(!isSigned);
        row.InUpperHalf = Cell.Of((instruction.Address & 4) != 0);
        row.Low = Cell.Of(WordColumns.Limb(instruction.Rd, 0));
        row.High = Cell.Of(WordColumns.Limb(instruction.Rd, 1));
        if (isSigned)
            row.Sign = Cell.Of(Limb.CountSign(WordColumns.Limb(instruction.Rd, 1), lookups));
    }
}
