using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Events;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Chips.Forms;

/// <summary>The columns of every instruction that computes rd from rs1 and an immediate and goes on to the one behind it.</summary>
public struct ImmediateForm<T>
{
    /// <summary>pc/4.</summary>
    public T Pc;

    public T Time;

    public T Rd;

    public T Rs1;

    public ReadColumns<T> Left;

    public WriteColumns<T> Destination;
}

/// <inheritdoc cref="ImmediateForm{T}"/>
public static class ImmediateForm
{
    /// <summary>Everything but the relation between the operands and <paramref name="result"/>, whose limbs the caller proves to be below 2^16.</summary>
    public static void Evaluate<TBuilder, T>(
        ref TBuilder builder, ref readonly ImmediateForm<T> form, T operation, scoped ReadOnlySpan<T> immediate, scoped ReadOnlySpan<T> result, T active)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        InstructionStep.Advance(ref builder, form.Pc, form.Time, active);
        InstructionStep.Fetch(ref builder, form.Pc, operation, form.Rd, form.Rs1, default, immediate, active);
        T left = MemoryAccess.Read(ref builder, MemoryAccess.Register(form.Rs1), form.Time, in form.Left, active);
        T destination = MemoryAccess.Write(
            ref builder, MemoryAccess.Register(form.Rd), InstructionStep.At(form.Time, InstructionStep.WriteDelay), in form.Destination, result, active);
        MemoryAccess.CheckBytes(ref builder, left, destination, active);
    }

    public static void Fill(ref ImmediateForm<KoalaBear> form, in InstructionEvent instruction, LookupCounts lookups)
    {
        uint time = instruction.Time;
        form.Pc = KoalaBear.FromCanonical(instruction.Instruction.Pc >> 2);
        form.Time = KoalaBear.FromCanonical(time);
        form.Rd = KoalaBear.FromCanonical(instruction.Instruction.Rd);
        form.Rs1 = KoalaBear.FromCanonical(instruction.Instruction.Rs1);
        byte left = MemoryAccess.Fill(ref form.Left, instruction.Rs1, instruction.Rs1Previous, time, lookups);
        byte destination = MemoryAccess.Fill(ref form.Destination, instruction.RdOld, instruction.RdPrevious, time + InstructionStep.WriteDelay, lookups);
        lookups.BytePair(left, destination);
    }
}
