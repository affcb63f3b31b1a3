using System.Runtime.CompilerServices;
using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Events;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Precompiles;

/// <summary>What rows of calls have in common: they take the call from the Precompile bus, and replace words in place.</summary>
internal static class CallRow
{
    /// <summary>Takes the call of <paramref name="function"/> from the instruction that makes it.</summary>
    public static void Begin<TBuilder, T>(ref TBuilder builder, Precompile function, ref readonly CallColumns<T> call, T secondIndex)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        builder.AssertBool("IsReal is a bit", call.IsReal);
        builder.Receive(Buses.Precompile, [AirBuilderExtensions.Number<T>((uint)function), call.Time, call.Index, secondIndex], call.IsReal, maxMultiplicity: 1);
    }

    /// <summary>Replaces word <paramref name="number"/> behind the call's address. Whoever calls sees to it that the limbs of the result are below 2^16. Returns the high byte of the gap in time, to be checked.</summary>
    public static T Replace<TBuilder, T>(ref TBuilder builder, ref readonly CallColumns<T> call, int number, ref readonly InPlaceWordColumns<T> word)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
        => MemoryAccess.Write(
            ref builder, call.Index + AirBuilderExtensions.Number<T>((uint)number), InstructionStep.At(call.Time, InstructionStep.WriteDelay), in word.Access, word.Result, call.IsReal);

    /// <summary>Checks high bytes of gaps, two at a time.</summary>
    public static void CheckGaps<TBuilder, T>(ref TBuilder builder, scoped ReadOnlySpan<T> gaps, T active)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        for (int i = 0; i < gaps.Length; i += 2)
            MemoryAccess.CheckBytes(ref builder, gaps[i], i + 1 < gaps.Length ? gaps[i + 1] : default, active);
    }

    public static void Fill(ref CallColumns<KoalaBear> columns, CallEvent call)
    {
        columns.IsReal = KoalaBear.One;
        columns.Time = KoalaBear.FromCanonical(call.Time);
        columns.Index = KoalaBear.FromCanonical(call.FirstIndex);
    }

    /// <summary>Fills a replaced word and returns the high byte of its gap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Fill(ref InPlaceWordColumns<KoalaBear> columns, CallEvent call, int number, LookupCounts lookups)
    {
        WordAccess word = call.First[number];
        WordColumns.Fill(ref columns.Result, word.New);
        return MemoryAccess.Fill(ref columns.Access, word.Old, word.Previous, call.Time + InstructionStep.WriteDelay, lookups);
    }

    /// <summary>Counts the lookups of <see cref="CheckGaps{TBuilder, T}"/>.</summary>
    public static void CountGaps(ReadOnlySpan<byte> gaps, LookupCounts lookups)
    {
        for (int i = 0; i < gaps.Length; i += 2)
            lookups.BytePair(gaps[i], i + 1 < gaps.Length ? gaps[i + 1] : (byte)0);
    }
}
