using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Chips.Gadgets;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Chips.Arithmetic;

/// <inheritdoc cref="AccumulateColumns{T}"/>
public readonly struct AccumulateInstruction : IInstruction
{
    public static ChipKind Kind => ChipKind.Accumulate;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<AccumulateColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly AccumulateColumns<T> row = ref columns.As<AccumulateColumns<T>, T>();
        T active = row.IsReal;
        builder.AssertBool("IsReal is a bit", active);
        Limb.ConstrainSum(ref builder, "register + rs2", row.Access.Old, row.Right.Value, row.Result, active);
        MemoryAccess.CheckLimbs(ref builder, row.Result, active);
        InstructionStep.Advance(ref builder, row.Pc, row.Time, active);
        InstructionStep.Fetch(ref builder, row.Pc, InstructionStep.Number<T>(Operation.Accumulate), row.Register, row.Register, row.Rs2, [], active);
        T right = MemoryAccess.Read(ref builder, MemoryAccess.Register(row.Rs2), InstructionStep.At(row.Time, InstructionStep.Rs2Delay), in row.Right, active);
        T high = MemoryAccess.Write(
            ref builder, MemoryAccess.Register(row.Register), InstructionStep.At(row.Time, InstructionStep.WriteDelay), in row.Access, row.Result, active);
        MemoryAccess.CheckBytes(ref builder, right, high, active);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref AccumulateColumns<KoalaBear> row = ref columns.As<AccumulateColumns<KoalaBear>, KoalaBear>();
        row.IsReal = KoalaBear.One;
        row.Pc = Cell.Of(instruction.Instruction.Pc >> 2);
        row.Time = Cell.Of(instruction.Time);
        row.Register = Cell.Of(instruction.Instruction.Rd);
        row.Rs2 = Cell.Of(instruction.Instruction.Rs2);
        WordColumns.Fill(ref row.Result, instruction.Rd);
        MemoryAccess.CountLimbs(instruction.Rd, lookups);
        byte right = MemoryAccess.Fill(ref row.Right, instruction.Rs2, instruction.Rs2Previous, instruction.Time + InstructionStep.Rs2Delay, lookups);
        byte high = MemoryAccess.Fill(ref row.Access, instruction.RdOld, instruction.RdPrevious, instruction.Time + InstructionStep.WriteDelay, lookups);
        lookups.BytePair(right, high);
    }
}
