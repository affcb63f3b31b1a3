using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Rollup.Kernel.Fields;

namespace Rollup.Stark.Fields;

/// <summary>What all packed fields share: lanes in and out of memory, and the choice of the widest one.</summary>
public static class PackedField
{
    /// <summary>The most lanes of any implementation; every height is a multiple of it.</summary>
    public const int MaxLanes = 16;

    /// <summary>Calls <paramref name="action"/> with the widest packed field that this machine has.</summary>
    public static TResult Dispatch<TAction, TResult>(TAction action)
        where TAction : IPackedAction<TResult>, allows ref struct
    {
        if (Avx512F.IsSupported)
            return action.Run<Packed512>();
        if (Avx2.IsSupported)
            return action.Run<Packed256>();
        if (Sse2.IsSupported)
            return action.Run<Packed128>();
        return action.Run<Scalar>();
    }

    /// <summary>The vectors' lanes, in order.</summary>
    public static Span<KoalaBear> Lanes<P>(Span<P> vectors)
        where P : unmanaged, IPackedField<P>
        => MemoryMarshal.Cast<P, KoalaBear>(vectors);

    public static ReadOnlySpan<KoalaBear> Lanes<P>(ReadOnlySpan<P> vectors)
        where P : unmanaged, IPackedField<P>
        => MemoryMarshal.Cast<P, KoalaBear>(vectors);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KoalaBear Lane<P>(P vector, int lane)
        where P : unmanaged, IPackedField<P>
        => Unsafe.Add(ref Unsafe.As<P, KoalaBear>(ref vector), lane);

    /// <summary>(first, first·ratio, first·ratio², …).</summary>
    public static P GeometricSequence<P>(KoalaBear first, KoalaBear ratio)
        where P : unmanaged, IPackedField<P>
    {
        P result = default;
        for (int i = 0; i < P.Lanes; i++)
        {
            Unsafe.Add(ref Unsafe.As<P, KoalaBear>(ref result), i) = first;
            first *= ratio;
        }

        return result;
    }
}
