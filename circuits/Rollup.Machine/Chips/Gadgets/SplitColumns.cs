using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Chips.Gadgets;

/// <summary>The limbs of a word, each split at the same bit: limb = Low + 2^lowBits · High.</summary>
public struct SplitColumns<T>
{
    /// <summary>Below 2^lowBits.</summary>
    public WordColumns<T> Low;

    /// <summary>Below 2^(16 − lowBits).</summary>
    public WordColumns<T> High;
}

/// <inheritdoc cref="SplitColumns{T}"/>
public static class SplitColumns
{
    /// <summary>
    /// <paramref name="factor"/> is 2^(16 − lowBits) for a number of bits from 0 to 16, which the caller knows. Both parts are looked up, which bounds Low + 2^lowBits·High by 2^16: the equation, multiplied
    /// by the factor, holds over the integers. (One part alone, with the other as a quotient in the field, would not do.)
    /// </summary>
    public static void Evaluate<TBuilder, T>(ref TBuilder builder, ref readonly SplitColumns<T> columns, scoped ReadOnlySpan<T> word, T lowBits, T factor, T active)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        T radix = AirBuilderExtensions.Number<T>(Limb.Radix), highBits = AirBuilderExtensions.Number<T>(16) - lowBits;
        for (int i = 0; i < WordColumns<T>.Limbs; i++)
        {
            builder.AssertZero("a limb is its low part and its high part", (factor * (word[i] - columns.Low[i])) - (radix * columns.High[i]));
            builder.Send(Buses.Range, [columns.Low[i], lowBits], active, maxMultiplicity: 1);
            builder.Send(Buses.Range, [columns.High[i], highBits], active, maxMultiplicity: 1);
        }
    }

    public static void Fill(ref SplitColumns<KoalaBear> columns, ulong word, int lowBits, LookupCounts lookups)
    {
        for (int i = 0; i < WordColumns<KoalaBear>.Limbs; i++)
        {
            uint limb = WordColumns.Limb(word, i), low = limb & ((1u << lowBits) - 1), high = limb >> lowBits;
            columns.Low[i] = Cell.Of(low);
            columns.High[i] = Cell.Of(high);
            lookups.Range(low, lowBits);
            lookups.Range(high, 16 - lowBits);
        }
    }
}
