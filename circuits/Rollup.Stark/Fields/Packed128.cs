using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Rollup.Kernel.Fields;

namespace Rollup.Stark.Fields;

/// <summary>4 KoalaBear elements in a 128-bit vector (SSE2).</summary>
public readonly struct Packed128 : IPackedField<Packed128>
{
    private readonly Vector128<uint> _words;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Packed128(Vector128<uint> words) => _words = words;

    public static int Lanes => 4;

    private static Vector128<uint> P => Vector128.Create(KoalaBear.Modulus);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed128 Constant(KoalaBear value) => new(Vector128.Create(value.MontgomeryWord));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed128 operator +(Packed128 left, Packed128 right)
    {
        Vector128<uint> sum = left._words + right._words;
        return new(Vector128.Min(sum, sum - P));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed128 operator -(Packed128 left, Packed128 right)
    {
        Vector128<uint> difference = left._words - right._words;
        return new(Vector128.Min(difference, difference + P));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed128 operator -(Packed128 value) => default(Packed128) - value;

    /// <summary>Even and odd lanes are multiplied apart, because products have 64 bits; see <see cref="Reduce"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed128 operator *(Packed128 left, Packed128 right)
    {
        Vector128<ulong> even = Sse2.Multiply(left._words, right._words);
        Vector128<ulong> odd = Sse2.Multiply((left._words.AsUInt64() >>> 32).AsUInt32(), (right._words.AsUInt64() >>> 32).AsUInt32());
        return Reduce(even, odd);
    }

    public static Packed128 Inverse(Packed128 value)
    {
        // The exponent p − 2 by the addition chain of KoalaBear.Inverse.
        Packed128 x2 = value * value * value;
        Packed128 x3 = x2 * x2 * value;
        Packed128 x6 = Square(x3, 3) * x3;
        Packed128 x12 = Square(x6, 6) * x6;
        Packed128 x24 = Square(x12, 12) * x12;
        return Square(x6, 25) * x24;
    }

    /// <summary>
    /// p = 127·2^24 + 1 is 1 modulo 2^log. With r the low bits of x, x − rp is a multiple of 2^log, and (x − rp)/2^log = ⌊x/2^log⌋ − 127·r·2^(24 − log) lies in (−p, p).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed128 DivideByPowerOfTwo(Packed128 value, [ConstantExpected] byte log)
    {
        Vector128<uint> low = value._words << (32 - log);
        Vector128<uint> quotient = (value._words >>> log) - (low >>> 1) + (low >>> 8);
        return new(Vector128.Min(quotient, quotient + P));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed128 SwapLanes(Packed128 value, int distance)
        => new(Vector128.Shuffle(value._words, Vector128<uint>.Indices ^ Vector128.Create((uint)distance)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed128 NegateLanes(Packed128 value, int distance)
    {
        Vector128<uint> kept = Vector128.Equals(Vector128<uint>.Indices & Vector128.Create((uint)distance), Vector128<uint>.Zero);
        return new(Vector128.ConditionalSelect(kept, value._words, (-value)._words));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed128 ShiftIn(Packed128 value, Packed128 next)
        => new(Vector128.Shuffle(Vector128.ConditionalSelect(Vector128.Create(uint.MaxValue, 0, 0, 0), next._words, value._words), Vector128.Create(1u, 2, 3, 0)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Packed128 ToCanonicalWords(Packed128 value)
        => Reduce((value._words & Vector128.Create(0x0000_0000_ffff_ffffUL).AsUInt32()).AsUInt64(), value._words.AsUInt64() >>> 32);

    private static Packed128 Square(Packed128 value, int times)
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
    private static Packed128 Reduce(Vector128<ulong> even, Vector128<ulong> odd)
    {
        Vector128<uint> inverse = Vector128.Create(KoalaBear.ModulusInverse);
        Vector128<ulong> evenHigh = even - Sse2.Multiply(Sse2.Multiply(even.AsUInt32(), inverse).AsUInt32(), P);
        Vector128<ulong> oddHigh = odd - Sse2.Multiply(Sse2.Multiply(odd.AsUInt32(), inverse).AsUInt32(), P);
        Vector128<uint> high = Vector128.ConditionalSelect(Vector128.Create(0xffff_ffff_0000_0000UL).AsUInt32(), oddHigh.AsUInt32(), (evenHigh >>> 32).AsUInt32());
        return new(Vector128.Min(high, high + P));
    }
}
