using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Rollup.Kernel.Fields;

namespace Rollup.Stark.Fields;

/// <summary>8 KoalaBear elements in a 256-bit vector (AVX2).</summary>
public readonly struct Packed256 : IPackedField<Packed256>
{
    private readonly Vector256<uint> _words;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Packed256(Vector256<uint> words) => _words = words;

    public static int Lanes => 8;

    private static Vector256<uint> P => Vector256.Create(KoalaBear.Modulus);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed256 Constant(KoalaBear value) => new(Vector256.Create(value.MontgomeryWord));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed256 operator +(Packed256 left, Packed256 right)
    {
        Vector256<uint> sum = left._words + right._words;
        return new(Vector256.Min(sum, sum - P));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed256 operator -(Packed256 left, Packed256 right)
    {
        Vector256<uint> difference = left._words - right._words;
        return new(Vector256.Min(difference, difference + P));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed256 operator -(Packed256 value) => default(Packed256) - value;

    /// <summary>Even and odd lanes are multiplied apart, because products have 64 bits; see <see cref="Reduce"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed256 operator *(Packed256 left, Packed256 right)
    {
        Vector256<ulong> even = Avx2.Multiply(left._words, right._words);
        Vector256<ulong> odd = Avx2.Multiply((left._words.AsUInt64() >>> 32).AsUInt32(), (right._words.AsUInt64() >>> 32).AsUInt32());
        return Reduce(even, odd);
    }

    public static Packed256 Inverse(Packed256 value)
    {
        // The exponent p − 2 by the addition chain of KoalaBear.Inverse.
        Packed256 x2 = value * value * value;
        Packed256 x3 = x2 * x2 * value;
        Packed256 x6 = Square(x3, 3) * x3;
        Packed256 x12 = Square(x6, 6) * x6;
        Packed256 x24 = Square(x12, 12) * x12;
        return Square(x6, 25) * x24;
    }

    /// <summary>
    /// p = 127·2^24 + 1 is 1 modulo 2^log. With r the low bits of x, x − rp is a multiple of 2^log, and (x − rp)/2^log = ⌊x/2^log⌋ − 127·r·2^(24 − log) lies in (−p, p).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed256 DivideByPowerOfTwo(Packed256 value, [ConstantExpected] byte log)
    {
        Vector256<uint> low = value._words << (32 - log);
        Vector256<uint> quotient = (value._words >>> log) - (low >>> 1) + (low >>> 8);
        return new(Vector256.Min(quotient, quotient + P));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed256 SwapLanes(Packed256 value, int distance)
        => new(Avx2.PermuteVar8x32(value._words, Vector256<uint>.Indices ^ Vector256.Create((uint)distance)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed256 NegateLanes(Packed256 value, int distance)
    {
        Vector256<uint> kept = Vector256.Equals(Vector256<uint>.Indices & Vector256.Create((uint)distance), Vector256<uint>.Zero);
        return new(Vector256.ConditionalSelect(kept, value._words, (-value)._words));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed256 ShiftIn(Packed256 value, Packed256 next)
        => new(Avx2.PermuteVar8x32(Vector256.ConditionalSelect(Vector256.Create(uint.MaxValue, 0, 0, 0, 0, 0, 0, 0), next._words, value._words), Vector256.Create(1u, 2, 3, 4, 5, 6, 7, 0)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed256 ToCanonicalWords(Packed256 value)
        => Reduce((value._words & Vector256.Create(0x0000_0000_ffff_ffffUL).AsUInt32()).AsUInt64(), value._words.AsUInt64() >>> 32);

    private static Packed256 Square(Packed256 value, int times)
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
    private static Packed256 Reduce(Vector256<ulong> even, Vector256<ulong> odd)
    {
        Vector256<uint> inverse = Vector256.Create(KoalaBear.ModulusInverse);
        Vector256<ulong> evenHigh = even - Avx2.Multiply(Avx2.Multiply(even.AsUInt32(), inverse).AsUInt32(), P);
        Vector256<ulong> oddHigh = odd - Avx2.Multiply(Avx2.Multiply(odd.AsUInt32(), inverse).AsUInt32(), P);
        Vector256<uint> high = Vector256.ConditionalSelect(Vector256.Create(0xffff_ffff_0000_0000UL).AsUInt32(), oddHigh.AsUInt32(), (evenHigh >>> 32).AsUInt32());
        return new(Vector256.Min(high, high + P));
    }
}
