using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Rollup.Stark.Fields;

/// <summary>8 words in a 256-bit vector (AVX2).</summary>
public readonly struct Words256(Vector256<uint> words) : IWords<Words256>
{
    private readonly Vector256<uint> _words = words;

    private static Vector256<uint> EvenWords => Vector256.Create(0x0000_0000_ffff_ffffUL).AsUInt32();

    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 Broadcast(uint value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 operator +(Words256 left, Words256 right) => new(left._words + right._words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 operator -(Words256 left, Words256 right) => new(left._words - right._words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 operator >>>(Words256 value, int count) => new(value._words >>> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 ShiftLeft(Words256 value, Words256 counts) => new(Avx2.ShiftLeftLogicalVariable(value._words, counts._words));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 ShiftRight(Words256 value, Words256 counts) => new(Avx2.ShiftRightLogicalVariable(value._words, counts._words));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 Min(Words256 left, Words256 right) => new(Vector256.Min(left._words, right._words));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 Add64(Words256 left, Words256 right) => new((left._words.AsUInt64() + right._words.AsUInt64()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 Subtract64(Words256 left, Words256 right) => new((left._words.AsUInt64() - right._words.AsUInt64()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 MultiplyEven(Words256 left, Words256 right) => new(Avx2.Multiply(left._words, right._words).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 MultiplyEvenSigned(Words256 left, Words256 right) => new(Avx2.Multiply(left._words.AsInt32(), right._words.AsInt32()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 OddToEven(Words256 value) => new(Avx2.Shuffle(value._words, 0b11_11_01_01));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 Low64(Words256 value) => new(value._words & EvenWords);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 High64(Words256 value) => new((value._words.AsUInt64() >>> 32).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 JoinOdd(Words256 even, Words256 odd)
        => new(Avx2.Blend(Avx2.Shuffle(even._words, 0b11_11_01_01), odd._words, 0b1010_1010));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 ShiftIn(Words256 value, Words256 next)
        => new(Avx2.PermuteVar8x32(Avx2.Blend(value._words, next._words, 1), Vector256.Create(1u, 2, 3, 4, 5, 6, 7, 0)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 JoinLow(Words256 low, Words256 high, [ConstantExpected] int distance)
        => new(Vector256.ConditionalSelect(IsClear(distance), low._words, Swap(high._words, distance)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words256 JoinHigh(Words256 low, Words256 high, [ConstantExpected] int distance)
        => new(Vector256.ConditionalSelect(IsClear(distance), Swap(low._words, distance), high._words));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> IsClear(int distance)
        => Vector256.Equals(Vector256<uint>.Indices & Vector256.Create((uint)distance), Vector256<uint>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Swap(Vector256<uint> words, int distance)
        => Avx2.PermuteVar8x32(words, Vector256<uint>.Indices ^ Vector256.Create((uint)distance));
}
