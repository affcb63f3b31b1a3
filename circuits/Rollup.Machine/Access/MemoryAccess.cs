using Rollup.Kernel.Fields;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Access;

/// <summary>
/// Reads and writes of words, registers included: each takes the word from the Memory bus as it was left at its previous access, puts it back as of now, and proves that the previous
/// access is past: 0 ≤ now − previous − 1 &lt; 2^24. All times of a segment are below 2^24, so the difference cannot wrap around.
/// <para>
/// The methods that emit an access return the high byte of now − previous − 1, which the caller must check: two at a time with <see cref="CheckBytes{TBuilder, T}"/>. The ones that fill the columns
/// return it too, for <see cref="LookupCounts.BytePair"/>.
/// </para>
/// </summary>
public static class MemoryAccess
{
    private static readonly KoalaBear InverseOf16Bits = KoalaBear.FromCanonical(1 << 16).Inverse();

    private static readonly KoalaBear Registers = KoalaBear.FromCanonical(MemoryMap.RegisterWords);

    /// <summary>The word index of register <paramref name="register"/>.</summary>
    public static T Register<T>(T register)
        where T : struct, IAlgebra<T>
        => register + T.Constant(Registers);

    /// <summary>Reads word <paramref name="index"/> at time <paramref name="now"/> if <paramref name="active"/> is 1, not if it is 0.</summary>
    public static T Read<TBuilder, T>(ref TBuilder builder, T index, T now, ref readonly ReadColumns<T> access, T active)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ReadOnlySpan<T> value = access.Value;
        builder.Receive(Buses.Memory, [index, access.Time.Previous, value[0], value[1], value[2], value[3]], active, maxMultiplicity: 1);
        builder.Send(Buses.Memory, [index, now, value[0], value[1], value[2], value[3]], active, maxMultiplicity: 1);
        return CheckOrder(ref builder, now, in access.Time, active);
    }

    /// <summary>Overwrites word <paramref name="index"/> with <paramref name="value"/>, whose limbs the caller has proven to be below 2^16.</summary>
    public static T Write<TBuilder, T>(ref TBuilder builder, T index, T now, ref readonly WriteColumns<T> access, scoped ReadOnlySpan<T> value, T active)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        T high = Take(ref builder, index, now, in access, active);
        Put(ref builder, index, now, value, active);
        return high;
    }

    /// <summary>The first half of <see cref="Write"/>: takes the word from the bus.</summary>
    public static T Take<TBuilder, T>(ref TBuilder builder, T index, T now, ref readonly WriteColumns<T> access, T active)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ReadOnlySpan<T> old = access.Old;
        builder.Receive(Buses.Memory, [index, access.Time.Previous, old[0], old[1], old[2], old[3]], active, maxMultiplicity: 1);
        return CheckOrder(ref builder, now, in access.Time, active);
    }

    /// <summary>The second half of <see cref="Write"/>: puts the word back as <paramref name="value"/>.</summary>
    public static void Put<TBuilder, T>(ref TBuilder builder, T index, T now, scoped ReadOnlySpan<T> value, T active)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
        => builder.Send(Buses.Memory, [index, now, value[0], value[1], value[2], value[3]], active, maxMultiplicity: 1);

    /// <summary>Both are below 2^8.</summary>
    public static void CheckBytes<TBuilder, T>(ref TBuilder builder, T first, T second, T active)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
        => builder.Send(Buses.BytePair, [first, second], active, maxMultiplicity: 1);

    /// <summary>Every limb is below 2^16.</summary>
    public static void CheckLimbs<TBuilder, T>(ref TBuilder builder, scoped ReadOnlySpan<T> limbs, T active)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        foreach (T limb in limbs)
            CheckRange(ref builder, limb, LookupCounts.RangeBits, active);
    }

    /// <summary><paramref name="value"/> is below 2^<paramref name="bits"/>.</summary>
    public static void CheckRange<TBuilder, T>(ref TBuilder builder, T value, uint bits, T active)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
        => builder.Send(Buses.Range, [value, AirBuilderExtensions.Number<T>(bits)], active, maxMultiplicity: 1);

    /// <summary>Fills a read of <paramref name="value"/>; the word was last accessed at <paramref name="previous"/>.</summary>
    public static byte Fill(ref ReadColumns<KoalaBear> access, ulong value, uint previous, uint now, LookupCounts lookups)
    {
        WordColumns.Fill(ref access.Value, value);
        return Fill(ref access.Time, previous, now, lookups);
    }

    /// <summary>Fills a write over <paramref name="old"/>; the word was last accessed at <paramref name="previous"/>.</summary>
    public static byte Fill(ref WriteColumns<KoalaBear> access, ulong old, uint previous, uint now, LookupCounts lookups)
    {
        WordColumns.Fill(ref access.Old, old);
        return Fill(ref access.Time, previous, now, lookups);
    }

    /// <summary>Counts the lookups of <see cref="CheckLimbs{TBuilder, T}"/> for the limbs of <paramref name="value"/>.</summary>
    public static void CountLimbs(ulong value, LookupCounts lookups)
    {
        for (int i = 0; i < WordColumns<KoalaBear>.Limbs; i++)
            lookups.Range16(WordColumns.Limb(value, i));
    }

    internal static byte Fill(ref AccessTimeColumns<KoalaBear> time, uint previous, uint now, LookupCounts lookups)
    {
        uint gap = now - previous - 1;
        time.Previous = KoalaBear.FromCanonical(previous);
        time.GapLow = KoalaBear.FromCanonical(gap & 0xffff);
        lookups.Range16(gap & 0xffff);
        return checked((byte)(gap >> 16));
    }

    internal static T CheckOrder<TBuilder, T>(ref TBuilder builder, T now, ref readonly AccessTimeColumns<T> time, T active)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        CheckRange(ref builder, time.GapLow, LookupCounts.RangeBits, active);
        return (now - time.Previous - T.Constant(KoalaBear.One) - time.GapLow) * T.Constant(InverseOf16Bits);
    }
}
