using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Events;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Chips.Forms;

/// <summary>The columns of a load.</summary>
public struct LoadForm<T>
{
    /// <summary>pc/4.</summary>
    public T Pc;

    public T Time;

    public T Rd;

    public T Rs1;

    /// <summary>−2048 … 2047.</summary>
    public T Displacement;

    public BaseColumns<T> Base;

    /// <summary>The word that holds the first byte.</summary>
    public ReadColumns<T> Word;

    public WriteColumns<T> Destination;
}

/// <inheritdoc cref="LoadForm{T}"/>
public static class LoadForm
{
    /// <summary>
    /// Everything but the relation between the word and <paramref name="result"/>, whose limbs the caller proves to be below 2^16. <paramref name="offset"/>, which the caller proves to be from 0 to 7, is
    /// that of the first byte in the word; <paramref name="spareByte"/>, if there is one, is checked to be below 2^8. Returns the index of the word.
    /// </summary>
    public static T Evaluate<TBuilder, T>(ref TBuilder builder, ref readonly LoadForm<T> form, T operation, T offset, scoped ReadOnlySpan<T> result, T active, T spareByte = default)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        InstructionStep.Advance(ref builder, form.Pc, form.Time, active);
        InstructionStep.Fetch(ref builder, form.Pc, operation, form.Rd, form.Rs1, default, [form.Displacement], active);
        T address = AddressAccess.ReadBase(ref builder, form.Rs1, form.Time, in form.Base, active);
        T index = AddressAccess.Quotient(ref builder, in form.Base, form.Displacement, offset, MemoryMap.WordBytes, active);
        T word = MemoryAccess.Read(ref builder, index, InstructionStep.At(form.Time, InstructionStep.MemoryDelay), in form.Word, active);
        T destination = MemoryAccess.Write(
            ref builder, MemoryAccess.Register(form.Rd), InstructionStep.At(form.Time, InstructionStep.WriteDelay), in form.Destination, result, active);
        MemoryAccess.CheckBytes(ref builder, address, word, active);
        MemoryAccess.CheckBytes(ref builder, destination, spareByte, active);
        return index;
    }

    public static void Fill(ref LoadForm<KoalaBear> form, in InstructionEvent instruction, LookupCounts lookups, byte spareByte = 0)
    {
        uint time = instruction.Time;
        form.Pc = KoalaBear.FromCanonical(instruction.Instruction.Pc >> 2);
        form.Time = KoalaBear.FromCanonical(time);
        form.Rd = KoalaBear.FromCanonical(instruction.Instruction.Rd);
        form.Rs1 = KoalaBear.FromCanonical(instruction.Instruction.Rs1);
        form.Displacement = instruction.Instruction.ImmediateElements.First;
        byte address = AddressAccess.Fill(ref form.Base, instruction.Rs1, instruction.Rs1Previous, time, lookups);
        AddressAccess.CountQuotient(instruction.Rs1, instruction.Instruction.Immediate, MemoryMap.WordBytes, lookups);
        byte word = MemoryAccess.Fill(ref form.Word, instruction.Word.Old, instruction.Word.Previous, time + InstructionStep.MemoryDelay, lookups);
        byte destination = MemoryAccess.Fill(ref form.Destination, instruction.RdOld, instruction.RdPrevious, time + InstructionStep.WriteDelay, lookups);
        lookups.BytePair(address, word);
        lookups.BytePair(destination, spareByte);
    }
}
