using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Events;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Chips.Forms;

/// <summary>The columns of a conditional branch.</summary>
public struct BranchForm<T>
{
    /// <summary>pc/4.</summary>
    public T Pc;

    public T Time;

    public T Rs1;

    public T Rs2;

    /// <summary>target/4, from the program.</summary>
    public T Target;

    /// <summary>taken · (Target − Pc − 1): how far the next instruction is from the one behind this.</summary>
    public T Distance;

    public ReadColumns<T> Left;

    public ReadColumns<T> Right;
}

/// <inheritdoc cref="BranchForm{T}"/>
public static class BranchForm
{
    /// <summary>Everything but whether the branch is <paramref name="taken"/>: 0 or 1, of degree 2 at most.</summary>
    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ref readonly BranchForm<T> form, T operation, T taken, T active)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        T following = form.Pc + T.Constant(KoalaBear.One);
        builder.AssertZero("a taken branch goes to its target, another one on", form.Distance - (taken * (form.Target - following)));
        InstructionStep.Advance(ref builder, form.Pc, form.Time, following + form.Distance, active);
        InstructionStep.Fetch(ref builder, form.Pc, operation, default, form.Rs1, form.Rs2, [], form.Target, active);
        T left = MemoryAccess.Read(ref builder, MemoryAccess.Register(form.Rs1), form.Time, in form.Left, active);
        T right = MemoryAccess.Read(ref builder, MemoryAccess.Register(form.Rs2), InstructionStep.At(form.Time, InstructionStep.Rs2Delay), in form.Right, active);
        MemoryAccess.CheckBytes(ref builder, left, right, active);
    }

    public static void Fill(ref BranchForm<KoalaBear> form, in InstructionEvent instruction, LookupCounts lookups)
    {
        uint time = instruction.Time, following = instruction.Instruction.Pc + 4;
        form.Pc = KoalaBear.FromCanonical(instruction.Instruction.Pc >> 2);
        form.Time = KoalaBear.FromCanonical(time);
        form.Rs1 = KoalaBear.FromCanonical(instruction.Instruction.Rs1);
        form.Rs2 = KoalaBear.FromCanonical(instruction.Instruction.Rs2);
        form.Target = KoalaBear.FromCanonical(instruction.Instruction.Next >> 2);
        form.Distance = KoalaBear.FromCanonical(instruction.NextPc >> 2) - KoalaBear.FromCanonical(following >> 2);
        byte left = MemoryAccess.Fill(ref form.Left, instruction.Rs1, instruction.Rs1Previous, time, lookups);
        byte right = MemoryAccess.Fill(ref form.Right, instruction.Rs2, instruction.Rs2Previous, time + InstructionStep.Rs2Delay, lookups);
        lookups.BytePair(left, right);
    }
}
