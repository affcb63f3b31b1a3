using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Chips.Gadgets;

/// <summary>The bytes of the factors of a product: of each limb the low one; the high one is an expression.</summary>
public struct ProductColumns<T>
{
    public WordColumns<T> LeftLow;

    public WordColumns<T> RightLow;
}

/// <summary>
/// Limb k of a product is P_2k + 2^8·P_2k+1 + carry in = limb + 2^16·carry out, where P_m is the sum of the products of bytes i and j with i + j = m: at most 8 of them, so that the left side is below
/// 2^28, the carry below 2^11, and nothing comes near p.
/// </summary>
public static class ProductColumns
{
    /// <summary>Bytes of a factor.</summary>
    private const int Bytes = 8;

    /// <summary>Bits of a carry: (8 + 8·2^8)·255² / 2^16 is below 2^11.</summary>
    public const int CarryBits = 11;

    /// <summary>P_2k + 2^8·P_2k+1.</summary>
    public static T Position<T>(ref readonly ProductColumns<T> columns, scoped ReadOnlySpan<T> left, scoped ReadOnlySpan<T> right, int k)
        where T : struct, IAlgebra<T>
    {
        T low = default, high = default;
        for (int i = 0; i < Bytes; i++)
        {
            T factor = Byte(left, columns.LeftLow, i);
            int j = (2 * k) - i;
            if (j is >= 0 and < Bytes)
                low += factor * Byte(right, columns.RightLow, j);
            if (j is >= -1 and < Bytes - 1)
                high += factor * Byte(right, columns.RightLow, j + 1);
        }

        return low + (high * AirBuilderExtensions.Number<T>(Limb.ByteRadix));
    }

    /// <summary>All bytes are below 2^8.</summary>
    public static void CheckBytes<TBuilder, T>(ref TBuilder builder, ref readonly ProductColumns<T> columns, scoped ReadOnlySpan<T> left, scoped ReadOnlySpan<T> right, T active)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        for (int i = 0; i < WordColumns<T>.Limbs; i++)
        {
            MemoryAccess.CheckBytes(ref builder, columns.LeftLow[i], Limb.HighByte(left[i], columns.LeftLow[i]), active);
            MemoryAccess.CheckBytes(ref builder, columns.RightLow[i], Limb.HighByte(right[i], columns.RightLow[i]), active);
        }
    }

    /// <summary>P_2k + 2^8·P_2k+1 of two numbers.</summary>
    public static long Position(ulong left, ulong right, int k)
    {
        long sum = 0;
        for (int i = 0; i < Bytes; i++)
        {
            int j = (2 * k) - i;
            if (j is >= 0 and < Bytes)
                sum += Byte(left, i) * Byte(right, j);
            if (j is >= -1 and < Bytes - 1)
                sum += Byte(left, i) * Byte(right, j + 1) << 8;
        }

        return sum;
    }

    public static void Fill(ref ProductColumns<KoalaBear> columns, ulong left, ulong right, LookupCounts lookups)
    {
        for (int i = 0; i < WordColumns<KoalaBear>.Limbs; i++)
        {
            uint l = WordColumns.Limb(left, i), r = WordColumns.Limb(right, i);
            columns.LeftLow[i] = Cell.Of(l & 0xff);
            columns.RightLow[i] = Cell.Of(r & 0xff);
            lookups.BytePair((byte)l, (byte)(l >> 8));
            lookups.BytePair((byte)r, (byte)(r >> 8));
        }
    }

    private static T Byte<T>(scoped ReadOnlySpan<T> limbs, WordColumns<T> low, int index)
        where T : struct, IAlgebra<T>
        => index % 2 == 0 ? low[index / 2] : Limb.HighByte(limbs[index / 2], low[index / 2]);

    private static long Byte(ulong value, int index) => (long)(value >> (8 * index)) & 0xff;
}
