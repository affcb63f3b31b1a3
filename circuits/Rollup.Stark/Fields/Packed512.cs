using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Rollup.Kernel.Fields;

namespace Rollup.Stark.Fields;

/// <summary>16 KoalaBear elements in a 512-bit vector (AVX-512F).</summary>
public readonly struct Packed512 : IPackedField<Packed512>
{
    private readonly Vector512<uint> _words;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Packed512(Vector512<uint> words) => _words = words;

    public static int Lanes => 16;

    private static Vector512<uint> P => Vector512.Create(KoalaBear.Modulus);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed512 Constant(KoalaBear value) => new(Vector512.Create(value.MontgomeryWord));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed512 operator +(Packed512 left, Packed512 right)
    {
        Vector512<uint> sum = left._words + right._words;
        return new(Vector512.Min(sum, sum - P));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed512 operator -(Packed512 left, Packed512 right)
    {
        Vector512<uint> difference = left._words - right._words;
        return new(Vector512.Min(difference, difference + P));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed512 operator -(Packed512 value) => default(Packed512) - value;

    /// <summary>Even and odd lanes are multiplied apart, because products have 64 bits; see <see cref="Reduce"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed512 operator *(Packed512 left, Packed512 right)
    {
        Vector512<ulong> even = Avx512F.Multiply(left._words, right._words);
        Vector512<ulong> odd = Avx512F.Multiply((left._words.AsUInt64() >>> 32).AsUInt32(), (right._words.AsUInt64() >>> 32).AsUInt32());
        return Reduce(even, odd);
    }

    public static Packed512 Inverse(Packed512 value)
    {
        // The exponent p − 2 by the addition chain of KoalaBear.Inverse.
        Packed512 x2 = value * value * value;
        Packed512 x3 = x2 * x2 * value;
        Packed512 x6 = Square(x3, 3) * x3;
        Packed512 x12 = Square(x6, 6) * x6;
        Packed512 x24 = Square(x12, 12) * x12;
        return Square(x6, 25) * x24;
    }

    /// <summary>
    /// p = 127·2^24 + 1 is 1 modulo 2^log. With r the low bits of x, x − rp is a multiple of 2^log, and (x − rp)/2^log = ⌊x/2^log⌋ − 127·r·2^(24 − log) lies in (−p, p).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed512 DivideByPowerOfTwo(Packed512 value, [ConstantExpected] byte log)
    {
        Vector512<uint> low = value._words << (32 - log);
        Vector512<uint> quotient = (value._words >>> log) - (low >>> 1) + (low >>> 8);
        return new(Vector512.Min(quotient, quotient + P));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed512 SwapLanes(Packed512 value, int distance)
        => new(Avx512F.PermuteVar16x32(value._words, Vector512<uint>.Indices ^ Vector512.Create((uint)distance)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed512 NegateLanes(Packed512 value, int distance)
    {
        Vector512<uint> kept = Vector512.Equals(Vector512<uint>.Indices & Vector512.Create((uint)distance), Vector512<uint>.Zero);
        return new(Vector512.ConditionalSelect(kept, value._words, (-value)._words));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed512 ShiftIn(Packed512 value, Packed512 next)
        => new(Avx512F.AlignRight32(next._words, value._words, 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed512 ToCanonicalWords(Packed512 value)
        => Reduce((value._words & Vector512.Create(0x0000_0000_ffff_ffffUL).AsUInt32()).AsUInt64(), value._words.AsUInt64() >>> 32);

    private static Packed512 Square(Packed512 value, int times)
    {
        for (int i = 0; i < times; i++)
            value *= value;
        return value;
    }

    /// <summary>
    /// Montgomery reduction of the products of even and odd lanes: x − (x·p⁻¹ mod 2^32)·p is a multiple of 2^32, and its high
    /// word, in (−p, p), is brought into [0, p).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Packed512 Reduce(Vector512<ulong> even, Vector512<ulong> odd)
    {
        Vector512<uint> inverse = Vector512.Create(KoalaBear.ModulusInverse);
        Vector512<ulong> evenHigh = even - Avx512F.Multiply(Avx512F.Multiply(even.AsUInt32(), inverse).AsUInt32(), P);
        Vector512<ulong> oddHigh = odd - Avx512F.Multiply(Avx512F.Multiply(odd.AsUInt32(), inverse).AsUInt32(), P);
        Vector512<uint> high = Vector512.ConditionalSelect(Vector512.Create(0xffff_ffff_0000_0000UL).AsUInt32(), oddHigh.AsUInt32(), (evenHigh >>> 32).AsUInt32());
        return new(Vector512.Min(high, high + P));
    }
}
