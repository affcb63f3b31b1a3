using Rollup.Kernel.Fields;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Access;

/// <summary>
/// Addresses: a register below 2^32 plus a displacement from −2048 to 2047 that comes from the program.
/// <para>
/// low + displacement − offset is a multiple of the unit (8 bytes of a word, 4 of an instruction) if that much divided by the unit, plus 2048/unit, passes the range check: an exact quotient lies in
/// [−2048/unit, 2^17/unit), and the inverse of the unit makes anything else an element that is far from there. So unit·(quotient + 2^16/unit·high) is the address less the offset over the integers, from
/// −2048 to 2^32 + 2047. Negative ones are no word and no instruction; the words from 2^29 on are nobody's, see <see cref="MemoryMap.RegisterWords"/>.
/// </para>
/// </summary>
public static class AddressAccess
{
    private const uint Displacements = 1 << 11;

    private static readonly KoalaBear Radix = KoalaBear.FromCanonical(1 << 16);

    /// <summary>Reads register <paramref name="register"/>, which is below 2^32. Returns the high byte of the gap, as <see cref="MemoryAccess.Read"/> does.</summary>
    public static T ReadBase<TBuilder, T>(ref TBuilder builder, T register, T now, ref readonly BaseColumns<T> access, T active)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        T index = MemoryAccess.Register(register);
        builder.Receive(Buses.Memory, [index, access.Time.Previous, access.Low, access.High, default, default], active, maxMultiplicity: 1);
        builder.Send(Buses.Memory, [index, now, access.Low, access.High, default, default], active, maxMultiplicity: 1);
        return MemoryAccess.CheckOrder(ref builder, now, in access.Time, active);
    }

    /// <summary>(base + <paramref name="displacement"/> − <paramref name="offset"/>) / <paramref name="unit"/>, which is an integer; the offset, from 0 to unit − 1, is proven to be the remainder.</summary>
    public static T Quotient<TBuilder, T>(ref TBuilder builder, ref readonly BaseColumns<T> access, T displacement, T offset, int unit, T active)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        KoalaBear inverse = KoalaBear.FromCanonical((uint)unit).Inverse();
        T quotient = (access.Low + displacement - offset) * T.Constant(inverse);
        MemoryAccess.CheckRange(ref builder, quotient + AirBuilderExtensions.Number<T>(Displacements / (uint)unit), Bits(unit), active);
        return quotient + (access.High * T.Constant(Radix * inverse));
    }

    /// <summary>Fills a read of <paramref name="address"/>.</summary>
    public static byte Fill(ref BaseColumns<KoalaBear> access, ulong address, uint previous, uint now, LookupCounts lookups)
    {
        access.Low = KoalaBear.FromCanonical(WordColumns.Limb(address, 0));
        access.High = KoalaBear.FromCanonical(WordColumns.Limb(address, 1));
        return MemoryAccess.Fill(ref access.Time, previous, now, lookups);
    }

    /// <summary>Counts the lookup of <see cref="Quotient"/>.</summary>
    public static void CountQuotient(ulong address, long displacement, int unit, LookupCounts lookups)
        => lookups.Range((uint)(((long)WordColumns.Limb(address, 0) + displacement + Displacements) / unit), (int)Bits(unit));

    /// <summary>2^16 + 2^12, over the unit, fits: 17 bits less those of the unit.</summary>
    private static uint Bits(int unit) => 17 - (uint)int.Log2(unit);
}
