using System.Runtime.CompilerServices;
using Rollup.Kernel.Fields;

namespace Rollup.Machine.Access;

/// <summary>A 64-bit word as four 16-bit limbs, lowest first.</summary>
[InlineArray(Limbs)]
public struct WordColumns<T>
{
    public const int Limbs = 4;

    private T _limb0;
}

/// <summary>Fills <see cref="WordColumns{T}"/>.</summary>
public static class WordColumns
{
    public static void Fill(ref WordColumns<KoalaBear> columns, ulong value)
    {
        for (int i = 0; i < WordColumns<KoalaBear>.Limbs; i++)
            columns[i] = KoalaBear.FromCanonical(Limb(value, i));
    }

    /// <summary>Limb <paramref name="index"/> of <paramref name="value"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Limb(ulong value, int index) => (uint)(value >> (16 * index)) & 0xffff;
}
