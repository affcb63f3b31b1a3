using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Rollup.Stark.Fields;

/// <summary>4 words in a 128-bit vector, on any machine that has such; x86 and ARM have instructions of their own for products.</summary>
public readonly struct Words128(Vector128<uint> words) : IWords<Words128>
{
    private readonly Vector128<uint> _words = words;

    private static Vector128<uint> EvenWords => Vector128.Create(0x0000_0000_ffff_ffffUL).AsUInt32();

    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words128 Broadcast(uint value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words128 operator +(Words128 left, Words128 right) => new(left._words + right._words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words128 operator -(Words128 left, Words128 right) => new(left._words - right._words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words128 operator >>>(Words128 value, int count) => new(value._words >>> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words128 ShiftLeft(Words128 value, Words128 counts) => new(Avx2.IsSupported ? Avx2.ShiftLeftLogicalVariable(value._words, counts._words) : value._words << (int)counts._words.ToScalar());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words128 ShiftRight(Words128 value, Words128 counts) => new(Avx2.IsSupported ? Avx2.ShiftRightLogicalVariable(value._words, counts._words) : value._words >>> (int)counts._words.ToScalar());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words128 Min(Words128 left, Words128 right) => new(Vector128.Min(left._words, right._words));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words128 Add64(Words128 left, Words128 right) => new((left._words.AsUInt64() + right._words.AsUInt64()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words128 Subtract64(Words128 left, Words128 right) => new((left._words.AsUInt64() - right._words.AsUInt64()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words128 MultiplyEven(Words128 left, Words128 right)
    {
        if (Sse2.IsSupported)
            return new(Sse2.Multiply(left._words, right._words).AsUInt32());
        if (AdvSimd.IsSupported)
            return new(AdvSimd.MultiplyWideningLower(AdvSimd.ExtractNarrowingLower(left._words.AsUInt64()), AdvSimd.ExtractNarrowingLower(right._words.AsUInt64())).AsUInt32());
        return new(PortableMultiplyEven(left._words, right._words));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words128 MultiplyEvenSigned(Words128 left, Words128 right)
    {
        if (Sse41.IsSupported)
            return new(Sse41.Multiply(left._words.AsInt32(), right._words.AsInt32()).AsUInt32());
        if (AdvSimd.IsSupported)
            return new(AdvSimd.MultiplyWideningLower(AdvSimd.ExtractNarrowingLower(left._words.AsInt64()), AdvSimd.ExtractNarrowingLower(right._words.AsInt64())).AsUInt32());
        return new(PortableMultiplyEvenSigned(left._words, right._words));
    }

    /// <summary><see cref="MultiplyEven"/> for machines without an instruction for it.</summary>
    internal static Vector128<uint> PortableMultiplyEven(Vector128<uint> left, Vector128<uint> right)
        => ((left & EvenWords).AsUInt64() * (right & EvenWords).AsUInt64()).AsUInt32();

    /// <summary><see cref="MultiplyEvenSigned"/> for machines without an instruction for it.</summary>
    internal static Vector128<uint> PortableMultiplyEvenSigned(Vector128<uint> left, Vector128<uint> right)
        => (((left.AsInt64() << 32) >> 32) * ((right.AsInt64() << 32) >> 32)).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words128 OddToEven(Words128 value) => High64(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words128 Low64(Words128 value) => new(value._words & EvenWords);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words128 High64(Words128 value) => new((value._words.AsUInt64() >>> 32).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words128 JoinOdd(Words128 even, Words128 odd)
        => new(Vector128.ConditionalSelect(EvenWords, High64(even)._words, odd._words));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words128 ShiftIn(Words128 value, Words128 next)
        => new(Vector128.Shuffle(Vector128.ConditionalSelect(Vector128.Create(uint.MaxValue, 0, 0, 0), next._words, value._words), Vector128.Create(1u, 2, 3, 0)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words128 JoinLow(Words128 low, Words128 high, [ConstantExpected] int distance)
        => new(Vector128.ConditionalSelect(IsClear(distance), low._words, Swap(high._words, distance)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words128 JoinHigh(Words128 low, Words128 high, [ConstantExpected] int distance)
        => new(Vector128.ConditionalSelect(IsClear(distance), Swap(low._words, distance), high._words));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> IsClear(int distance)
        => Vector128.Equals(Vector128<uint>.Indices & Vector128.Create((uint)distance), Vector128<uint>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Swap(Vector128<uint> words, int distance)
        => Vector128.Shuffle(words, Vector128<uint>.Indices ^ Vector128.Create((uint)distance));
}
