using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Chips.Gadgets;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Chips.Jumps;

/// <inheritdoc cref="JumpColumns{T}"/>
public readonly struct JumpInstruction : IInstruction
{
    public static ChipKind Kind => ChipKind.Jump;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<JumpColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly JumpColumns<T> row = ref columns.As<JumpColumns<T>, T>();
        builder.AssertBool("IsReal is a bit", row.IsReal);
        InstructionStep.Advance(ref builder, row.Pc, row.Time, row.Next, row.IsReal);
        InstructionStep.Fetch(ref builder, row.Pc, InstructionStep.Number<T>(Operation.Jump), default, default, default, [], row.Next, row.IsReal);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref JumpColumns<KoalaBear> row = ref columns.As<JumpColumns<KoalaBear>, KoalaBear>();
        row.IsReal = KoalaBear.One;
        row.Pc = Cell.Of(instruction.Instruction.Pc >> 2);
        row.Time = Cell.Of(instruction.Time);
        row.Next = Cell.Of(instruction.Instruction.Next >> 2);
    }
}
