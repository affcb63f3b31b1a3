using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Events;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Chips.Forms;

/// <summary>The columns of a store.</summary>
public struct StoreForm<T>
{
    /// <summary>pc/4.</summary>
    public T Pc;

    public T Time;

    public T Rs1;

    public T Rs2;

    /// <summary>−2048 … 2047.</summary>
    public T Displacement;

    public BaseColumns<T> Base;

    public ReadColumns<T> Value;

    /// <summary>The word that holds the first byte, before.</summary>
    public WriteColumns<T> Word;
}

/// <inheritdoc cref="StoreForm{T}"/>
public static class StoreForm
{
    /// <summary>
    /// Everything but what the word becomes; that is for <see cref="Put"/>, after all other interactions of the chip. <paramref name="offset"/>, which the caller proves to be from 0 to 7, is that of the
    /// first byte in the word; <paramref name="spareByte"/>, if there is one, is checked to be below 2^8. Returns the index of the word.
    /// </summary>
    public static T Evaluate<TBuilder, T>(ref TBuilder builder, ref readonly StoreForm<T> form, T operation, T offset, T active, T spareByte = default)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        InstructionStep.Advance(ref builder, form.Pc, form.Time, active);
        InstructionStep.Fetch(ref builder, form.Pc, operation, default, form.Rs1, form.Rs2, [form.Displacement], active);
        T address = AddressAccess.ReadBase(ref builder, form.Rs1, form.Time, in form.Base, active);
        T index = AddressAccess.Quotient(ref builder, in form.Base, form.Displacement, offset, MemoryMap.WordBytes, active);
        T value = MemoryAccess.Read(ref builder, MemoryAccess.Register(form.Rs2), InstructionStep.At(form.Time, InstructionStep.Rs2Delay), in form.Value, active);
        T word = MemoryAccess.Take(ref builder, index, InstructionStep.At(form.Time, InstructionStep.MemoryDelay), in form.Word, active);
        MemoryAccess.CheckBytes(ref builder, address, word, active);
        MemoryAccess.CheckBytes(ref builder, value, spareByte, active);
        return index;
    }

    /// <summary>
    /// Puts the word back as <paramref name="result"/>, whose limbs the caller proves to be below 2^16. They may be of degree 2: that message takes a LogUp column of its own, which costs nothing if an
    /// even number of others came before it.
    /// </summary>
    public static void Put<TBuilder, T>(ref TBuilder builder, ref readonly StoreForm<T> form, T index, scoped ReadOnlySpan<T> result, T active)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
        => MemoryAccess.Put(ref builder, index, InstructionStep.At(form.Time, InstructionStep.MemoryDelay), result, active);

    public static void Fill(ref StoreForm<KoalaBear> form, in InstructionEvent instruction, LookupCounts lookups, byte spareByte = 0)
    {
        uint time = instruction.Time;
        form.Pc = KoalaBear.FromCanonical(instruction.Instruction.Pc >> 2);
        form.Time = KoalaBear.FromCanonical(time);
        form.Rs1 = KoalaBear.FromCanonical(instruction.Instruction.Rs1);
        form.Rs2 = KoalaBear.FromCanonical(instruction.Instruction.Rs2);
        form.Displacement = instruction.Instruction.ImmediateElements.First;
        byte address = AddressAccess.Fill(ref form.Base, instruction.Rs1, instruction.Rs1Previous, time, lookups);
        AddressAccess.CountQuotient(instruction.Rs1, instruction.Instruction.Immediate, MemoryMap.WordBytes, lookups);
        byte value = MemoryAccess.Fill(ref form.Value, instruction.Rs2, instruction.Rs2Previous, time + InstructionStep.Rs2Delay, lookups);
        byte word = MemoryAccess.Fill(ref form.Word, instruction.Word.Old, instruction.Word.Previous, time + InstructionStep.MemoryDelay, lookups);
        lookups.BytePair(address, word);
        lookups.BytePair(value, spareByte);
    }
}
