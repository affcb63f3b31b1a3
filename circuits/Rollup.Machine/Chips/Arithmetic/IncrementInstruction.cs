using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Chips.Gadgets;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Chips.Arithmetic;

/// <inheritdoc cref="IncrementColumns{T}"/>
public readonly struct IncrementInstruction : IInstruction
{
    public static ChipKind Kind => ChipKind.Increment;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<IncrementColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly IncrementColumns<T> row = ref columns.As<IncrementColumns<T>, T>();
        T active = row.IsReal;
        builder.AssertBool("IsReal is a bit", active);
        Limb.ConstrainSum(ref builder, "register + immediate", row.Access.Old, [row.Low, row.Upper, row.Upper, row.Upper], row.Result, active);
        MemoryAccess.CheckLimbs(ref builder, row.Result, active);
        InstructionStep.Advance(ref builder, row.Pc, row.Time, active);
        InstructionStep.Fetch(ref builder, row.Pc, InstructionStep.Number<T>(Operation.Increment), row.Register, row.Register, default, [row.Low, row.Upper, row.Upper], active);
        T high = MemoryAccess.Write(
            ref builder, MemoryAccess.Register(row.Register), InstructionStep.At(row.Time, InstructionStep.WriteDelay), in row.Access, row.Result, active);
        MemoryAccess.CheckRange(ref builder, high, 8, active);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref IncrementColumns<KoalaBear> row = ref columns.As<IncrementColumns<KoalaBear>, KoalaBear>();
        row.IsReal = KoalaBear.One;
        row.Pc = Cell.Of(instruction.Instruction.Pc >> 2);
        row.Time = Cell.Of(instruction.Time);
        row.Register = Cell.Of(instruction.Instruction.Rd);
        (row.Low, row.Upper, _) = instruction.Instruction.ImmediateElements;
        WordColumns.Fill(ref row.Result, instruction.Rd);
        MemoryAccess.CountLimbs(instruction.Rd, lookups);
        byte high = MemoryAccess.Fill(ref row.Access, instruction.RdOld, instruction.RdPrevious, instruction.Time + InstructionStep.WriteDelay, lookups);
        lookups.Range(high, 8);
    }
}
