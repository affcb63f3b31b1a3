using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Chips.Gadgets;

/// <summary>Whether a left word is less than a right one, unsigned, or signed with the signs given.</summary>
public struct LessColumns<T>
{
    /// <summary>1 at the highest limb in which the words differ; all 0 if they are equal.</summary>
    public WordColumns<T> Differs;

    /// <summary>How far the limbs are apart there, less 1; 0 if the words are equal.</summary>
    public T Distance;

    /// <summary>1 if left is less than right.</summary>
    public T Less;
}

/// <inheritdoc cref="LessColumns{T}"/>
public static class LessColumns
{
    /// <summary>
    /// The signs are those of a signed comparison, 0 for an unsigned one. With s the sum of <see cref="LessColumns{T}.Differs"/> and d = right − left at that limb, the top limb counting from −2^15 if the
    /// comparison is signed: Distance = (2·Less − 1)·d − s is below 2^16, so that d has the sign that Less says, and is not 0.
    /// </summary>
    public static void Evaluate<TBuilder, T>(
        ref TBuilder builder, ref readonly LessColumns<T> columns, scoped ReadOnlySpan<T> left, scoped ReadOnlySpan<T> right, T leftSign, T rightSign, T active)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        T one = T.Constant(KoalaBear.One), seen = default, difference = default;
        for (int i = WordColumns<T>.Limbs - 1; i >= 0; i--)
        {
            T limbs = right[i] - left[i];
            builder.AssertBool("a mark of the highest different limb is a bit", columns.Differs[i]);
            seen += columns.Differs[i];
            builder.AssertZero("limbs above the marked one are equal", (one - seen) * limbs);
            if (i == WordColumns<T>.Limbs - 1)
                limbs -= (rightSign - leftSign) * AirBuilderExtensions.Number<T>(Limb.Radix);
            difference += columns.Differs[i] * limbs;
        }

        builder.AssertBool("one limb at most is marked", seen);
        builder.AssertBool("Less is a bit", columns.Less);
        builder.AssertZero("equal words are not less", columns.Less * (one - seen));
        builder.AssertZero("Less is the sign of the difference", columns.Distance + seen - (((columns.Less + columns.Less) - one) * difference));
        MemoryAccess.CheckRange(ref builder, columns.Distance, LookupCounts.RangeBits, active);
    }

    public static void Fill(ref LessColumns<KoalaBear> columns, ulong left, ulong right, bool isSigned, LookupCounts lookups)
        => lookups.Range16(Fill(ref columns, left, right, isSigned));

    /// <summary>Fills the columns without counting their lookup, and returns its value, Distance.</summary>
    public static uint Fill(ref LessColumns<KoalaBear> columns, ulong left, ulong right, bool isSigned)
    {
        bool less = isSigned ? (long)left < (long)right : left < right;
        columns.Less = Cell.Of(less);
        uint distance = 0;
        if (left != right)
        {
            int i = (63 - System.Numerics.BitOperations.LeadingZeroCount(left ^ right)) / 16;
            columns.Differs[i] = KoalaBear.One;
            // Counted from −2^15, the top limbs of signed words are in order.
            uint flip = isSigned && i == WordColumns<KoalaBear>.Limbs - 1 ? Limb.SignBit : 0;
            uint l = WordColumns.Limb(left, i) ^ flip, r = WordColumns.Limb(right, i) ^ flip;
            distance = (less ? r - l : l - r) - 1;
        }

        columns.Distance = Cell.Of(distance);
        return distance;
    }
}
