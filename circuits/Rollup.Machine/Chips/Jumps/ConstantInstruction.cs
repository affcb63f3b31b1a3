using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Chips.Gadgets;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Chips.Jumps;

/// <inheritdoc cref="ConstantColumns{T}"/>
public readonly struct ConstantInstruction : IInstruction
{
    public static ChipKind Kind => ChipKind.Constant;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<ConstantColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly ConstantColumns<T> row = ref columns.As<ConstantColumns<T>, T>();
        builder.AssertBool("IsReal is a bit", row.IsReal);
        InstructionStep.Advance(ref builder, row.Pc, row.Time, row.Next, row.IsReal);
        InstructionStep.Fetch(
            ref builder, row.Pc, InstructionStep.Number<T>(Operation.Constant), row.Rd, default, default, [row.Low, row.Middle, row.Upper], row.Next, row.IsReal);
        T high = MemoryAccess.Write(
            ref builder, MemoryAccess.Register(row.Rd), InstructionStep.At(row.Time, InstructionStep.WriteDelay), in row.Destination, [row.Low, row.Middle, row.Upper, row.Upper], row.IsReal);
        MemoryAccess.CheckRange(ref builder, high, 8, row.IsReal);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref ConstantColumns<KoalaBear> row = ref columns.As<ConstantColumns<KoalaBear>, KoalaBear>();
        row.IsReal = KoalaBear.One;
        row.Pc = Cell.Of(instruction.Instruction.Pc >> 2);
        row.Time = Cell.Of(instruction.Time);
        row.Rd = Cell.Of(instruction.Instruction.Rd);
        (row.Low, row.Middle, row.Upper) = instruction.Instruction.ImmediateElements;
        row.Next = Cell.Of(instruction.Instruction.Next >> 2);
        byte high = MemoryAccess.Fill(ref row.Destination, instruction.RdOld, instruction.RdPrevious, instruction.Time + InstructionStep.WriteDelay, lookups);
        lookups.Range(high, 8);
    }
}
