using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Rollup.Kernel.Fields;

namespace Rollup.Stark.Fields;

/// <summary>What all packed fields share: lanes in and out of memory, and the choice of the widest one.</summary>
public static class PackedField
{
    /// <summary>The most lanes of any implementation; every height is a multiple of it.</summary>
    public const int MaxLanes = 16;

    /// <summary>Terms of <see cref="IPackedField{TSelf}.AddProducts"/>: products below p² of which 64 bits hold so many.</summary>
    public const int DotTerms = 4;

    /// <summary>Vectors of an unreduced sum: low and high halves for even and odd lanes of five coordinates.</summary>
    public const int SumLength = 20;

    /// <summary>Calls <paramref name="action"/> with the widest packed field that this machine has.</summary>
    public static TResult Dispatch<TAction, TResult>(TAction action)
        where TAction : IPackedAction<TResult>, allows ref struct
    {
        if (Avx512F.IsSupported)
            return action.Run<Packed512>();
        if (Avx2.IsSupported)
            return action.Run<Packed256>();
        if (Vector128.IsHardwareAccelerated)
            return action.Run<Packed128>();
        return action.Run<Scalar>();
    }

    /// <summary>
    /// All but one of the vectors of a buffer on the stack, moved to a multiple of their size: the runtime aligns the stack to 16 bytes, and a vector that straddles two cache lines is read at half speed.
    /// </summary>
    public static Span<P> Align<P>(Span<P> buffer)
        where P : unmanaged, IPackedField<P>
    {
        ref P first = ref MemoryMarshal.GetReference(buffer);
        nint size = Unsafe.SizeOf<P>();
        unsafe
        {
            nint misalignment = (nint)Unsafe.AsPointer(ref first) & (size - 1);
            return MemoryMarshal.CreateSpan(ref Unsafe.AddByteOffset(ref first, misalignment == 0 ? 0 : size - misalignment), buffer.Length - 1);
        }
    }

    /// <summary>The vectors' lanes, in order.</summary>
    public static Span<KoalaBear> Lanes<P>(Span<P> vectors)
        where P : unmanaged, IPackedField<P>
        => MemoryMarshal.Cast<P, KoalaBear>(vectors);

    public static ReadOnlySpan<KoalaBear> Lanes<P>(ReadOnlySpan<P> vectors)
        where P : unmanaged, IPackedField<P>
        => MemoryMarshal.Cast<P, KoalaBear>(vectors);

    /// <summary>Transposes a square: lane j of vector i of the <c>P.Lanes</c> vectors from <paramref name="vectors"/> on becomes lane i of vector j.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Transpose<P>(ref P vectors)
        where P : unmanaged, IPackedField<P>
    {
        for (int i = 0; P.Lanes > 1 && i < P.Lanes; i += 2)
            P.ExchangeLanes(ref Unsafe.Add(ref vectors, i), ref Unsafe.Add(ref vectors, i + 1), 1);
        for (int i = 0; P.Lanes > 2 && i < P.Lanes; i += (i & 1) == 0 ? 1 : 3)
            P.ExchangeLanes(ref Unsafe.Add(ref vectors, i), ref Unsafe.Add(ref vectors, i + 2), 2);
        for (int i = 0; P.Lanes > 4 && i < P.Lanes; i += (i & 3) != 3 ? 1 : 5)
            P.ExchangeLanes(ref Unsafe.Add(ref vectors, i), ref Unsafe.Add(ref vectors, i + 4), 4);
        for (int i = 0; P.Lanes > 8 && i < 8; i++)
            P.ExchangeLanes(ref Unsafe.Add(ref vectors, i), ref Unsafe.Add(ref vectors, i + 8), 8);
    }

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
