using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Chips.Gadgets;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Chips.Calls;

/// <inheritdoc cref="CallColumns{T}"/>
public readonly struct CallInstruction : IInstruction
{
    public static ChipKind Kind => ChipKind.Call;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<CallColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly CallColumns<T> row = ref columns.As<CallColumns<T>, T>();
        builder.AssertBool("IsReal is a bit", row.IsReal);
        InstructionStep.Advance(ref builder, row.Pc, row.Time, row.IsReal);
        InstructionStep.Fetch(ref builder, row.Pc, InstructionStep.Number<T>(Operation.CallKeccak - 1) + row.Function, default, row.Rs1, row.Rs2, [], row.IsReal);
        T first = AddressAccess.ReadBase(ref builder, row.Rs1, row.Time, in row.First, row.IsReal);
        T second = AddressAccess.ReadBase(ref builder, row.Rs2, InstructionStep.At(row.Time, InstructionStep.Rs2Delay), in row.Second, row.IsReal);
        MemoryAccess.CheckBytes(ref builder, first, second, row.IsReal);
        T firstIndex = AddressAccess.Quotient(ref builder, in row.First, default, default, MemoryMap.WordBytes, row.IsReal);
        T secondIndex = AddressAccess.Quotient(ref builder, in row.Second, default, default, MemoryMap.WordBytes, row.IsReal);
        builder.Send(Buses.Precompile, [row.Function, row.Time, firstIndex, secondIndex], row.IsReal, maxMultiplicity: 1);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref CallColumns<KoalaBear> row = ref columns.As<CallColumns<KoalaBear>, KoalaBear>();
        row.IsReal = KoalaBear.One;
        row.Pc = Cell.Of(instruction.Instruction.Pc >> 2);
        row.Time = Cell.Of(instruction.Time);
        row.Rs1 = Cell.Of(instruction.Instruction.Rs1);
        row.Rs2 = Cell.Of(instruction.Instruction.Rs2);
        row.Function = Cell.Of((uint)(instruction.Instruction.Operation - Operation.CallKeccak) + 1);
        byte first = AddressAccess.Fill(ref row.First, instruction.Rs1, instruction.Rs1Previous, instruction.Time, lookups);
        byte second = AddressAccess.Fill(ref row.Second, instruction.Rs2, instruction.Rs2Previous, instruction.Time + InstructionStep.Rs2Delay, lookups);
        lookups.BytePair(first, second);
        AddressAccess.CountQuotient(instruction.Rs1, 0, MemoryMap.WordBytes, lookups);
        AddressAccess.CountQuotient(instruction.Rs2, 0, MemoryMap.WordBytes, lookups);
    }
}
