using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Events;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Chips.Forms;

/// <summary>The columns of every instruction that computes rd from rs1 and rs2 and goes on to the one behind it.</summary>
public struct RegisterForm<T>
{
    /// <summary>pc/4.</summary>
    public T Pc;

    public T Time;

    public T Rd;

    public T Rs1;

    public T Rs2;

    public ReadColumns<T> Left;

    public ReadColumns<T> Right;

    public WriteColumns<T> Destination;
}

/// <inheritdoc cref="RegisterForm{T}"/>
public static class RegisterForm
{
    /// <summary>
    /// Everything but the relation between the operands and <paramref name="result"/>, whose limbs the caller proves to be below 2^16. <paramref name="spareByte"/>, if there is one, is checked to be below 2^8.
    /// </summary>
    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ref readonly RegisterForm<T> form, T operation, scoped ReadOnlySpan<T> result, T active, T spareByte = default)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
        => Evaluate(ref builder, in form, operation, [], active, result, active, spareByte);

    /// <summary>As above, of a row with an immediate, that reads rs2 only if <paramref name="hasRight"/> is 1.</summary>
    public static void Evaluate<TBuilder, T>(
        ref TBuilder builder, ref readonly RegisterForm<T> form, T operation, scoped ReadOnlySpan<T> immediate, T hasRight, scoped ReadOnlySpan<T> result, T active, T spareByte = default)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        InstructionStep.Advance(ref builder, form.Pc, form.Time, active);
        InstructionStep.Fetch(ref builder, form.Pc, operation, form.Rd, form.Rs1, form.Rs2, immediate, active);
        T left = MemoryAccess.Read(ref builder, MemoryAccess.Register(form.Rs1), form.Time, in form.Left, active);
        T right = MemoryAccess.Read(ref builder, MemoryAccess.Register(form.Rs2), InstructionStep.At(form.Time, InstructionStep.Rs2Delay), in form.Right, hasRight);
        T destination = MemoryAccess.Write(
            ref builder, MemoryAccess.Register(form.Rd), InstructionStep.At(form.Time, InstructionStep.WriteDelay), in form.Destination, result, active);
        MemoryAccess.CheckBytes(ref builder, left, destination, active);
        MemoryAccess.CheckBytes(ref builder, right, spareByte, hasRight);
    }

    public static void Fill(ref RegisterForm<KoalaBear> form, in InstructionEvent instruction, LookupCounts lookups, bool hasRight = true, byte spareByte = 0)
    {
        uint time = instruction.Time;
        form.Pc = KoalaBear.FromCanonical(instruction.Instruction.Pc >> 2);
        form.Time = KoalaBear.FromCanonical(time);
        form.Rd = KoalaBear.FromCanonical(instruction.Instruction.Rd);
        form.Rs1 = KoalaBear.FromCanonical(instruction.Instruction.Rs1);
        form.Rs2 = KoalaBear.FromCanonical(instruction.Instruction.Rs2);
        byte left = MemoryAccess.Fill(ref form.Left, instruction.Rs1, instruction.Rs1Previous, time, lookups);
        byte destination = MemoryAccess.Fill(ref form.Destination, instruction.RdOld, instruction.RdPrevious, time + InstructionStep.WriteDelay, lookups);
        lookups.BytePair(left, destination);
        if (hasRight)
        {
            byte right = MemoryAccess.Fill(ref form.Right, instruction.Rs2, instruction.Rs2Previous, time + InstructionStep.Rs2Delay, lookups);
            lookups.BytePair(right, spareByte);
        }
    }
}
