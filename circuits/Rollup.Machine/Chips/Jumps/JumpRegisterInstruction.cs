using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Chips.Gadgets;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Chips.Jumps;

/// <inheritdoc cref="JumpRegisterColumns{T}"/>
public readonly struct JumpRegisterInstruction : IInstruction
{
    /// <summary>Bytes of an instruction.</summary>
    private const int Unit = 4;

    public static ChipKind Kind => ChipKind.JumpRegister;

    public static string[] ColumnNames { get; } = Stark.Airs.ColumnNames.Of<JumpRegisterColumns<byte>>();

    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ReadOnlySpan<T> columns)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly JumpRegisterColumns<T> row = ref columns.As<JumpRegisterColumns<T>, T>();
        builder.AssertBool("IsReal is a bit", row.IsReal);
        T next = AddressAccess.Quotient(ref builder, in row.Base, row.Displacement, default, Unit, row.IsReal);
        InstructionStep.Advance(ref builder, row.Pc, row.Time, next, row.IsReal);
        InstructionStep.Fetch(
            ref builder, row.Pc, InstructionStep.Number<T>(Operation.JumpRegister), row.Rd, row.Rs1, default, [row.Displacement, row.ReturnLow, row.ReturnHigh], row.IsReal);
        T address = AddressAccess.ReadBase(ref builder, row.Rs1, row.Time, in row.Base, row.IsReal);
        T destination = MemoryAccess.Write(
            ref builder, MemoryAccess.Register(row.Rd), InstructionStep.At(row.Time, InstructionStep.WriteDelay), in row.Destination, [row.ReturnLow, row.ReturnHigh, default, default], row.IsReal);
        MemoryAccess.CheckBytes(ref builder, address, destination, row.IsReal);
    }

    public static void Fill(Span<KoalaBear> columns, in InstructionEvent instruction, LookupCounts lookups)
    {
        ref JumpRegisterColumns<KoalaBear> row = ref columns.As<JumpRegisterColumns<KoalaBear>, KoalaBear>();
        row.IsReal = KoalaBear.One;
        row.Pc = Cell.Of(instruction.Instruction.Pc >> 2);
        row.Time = Cell.Of(instruction.Time);
        row.Rd = Cell.Of(instruction.Instruction.Rd);
        row.Rs1 = Cell.Of(instruction.Instruction.Rs1);
        (row.Displacement, row.ReturnLow, row.ReturnHigh) = instruction.Instruction.ImmediateElements;
        AddressAccess.CountQuotient(instruction.Rs1, instruction.Instruction.Immediate, Unit, lookups);
        byte address = AddressAccess.Fill(ref row.Base, instruction.Rs1, instruction.Rs1Previous, instruction.Time, lookups);
        byte destination = MemoryAccess.Fill(ref row.Destination, instruction.RdOld, instruction.RdPrevious, instruction.Time + InstructionStep.WriteDelay, lookups);
        lookups.BytePair(address, destination);
    }
}
