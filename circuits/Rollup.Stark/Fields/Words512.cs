using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Rollup.Stark.Fields;

/// <summary>16 words in a 512-bit vector (AVX-512F).</summary>
public readonly struct Words512(Vector512<uint> words) : IWords<Words512>
{
    private readonly Vector512<uint> _words = words;

    private static Vector512<uint> EvenWords => Vector512.Create(0x0000_0000_ffff_ffffUL).AsUInt32();

    public static int Count => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 Broadcast(uint value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 operator +(Words512 left, Words512 right) => new(left._words + right._words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 operator -(Words512 left, Words512 right) => new(left._words - right._words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 operator >>>(Words512 value, int count) => new(value._words >>> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 ShiftLeft(Words512 value, Words512 counts) => new(Avx512F.ShiftLeftLogicalVariable(value._words, counts._words));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 ShiftRight(Words512 value, Words512 counts) => new(Avx512F.ShiftRightLogicalVariable(value._words, counts._words));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 Min(Words512 left, Words512 right) => new(Vector512.Min(left._words, right._words));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 Add64(Words512 left, Words512 right) => new((left._words.AsUInt64() + right._words.AsUInt64()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 Subtract64(Words512 left, Words512 right) => new((left._words.AsUInt64() - right._words.AsUInt64()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 MultiplyEven(Words512 left, Words512 right) => new(Avx512F.Multiply(left._words, right._words).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 MultiplyEvenSigned(Words512 left, Words512 right) => new(Avx512F.Multiply(left._words.AsInt32(), right._words.AsInt32()).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 OddToEven(Words512 value) => new(Avx512F.Shuffle(value._words, 0b11_11_01_01));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 Low64(Words512 value) => new(value._words & EvenWords);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 High64(Words512 value) => new((value._words.AsUInt64() >>> 32).AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 JoinOdd(Words512 even, Words512 odd)
        => new(Avx512F.PermuteVar16x32x2(even._words, Vector512.Create(1u, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31), odd._words));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 ShiftIn(Words512 value, Words512 next)
        => new(Avx512F.AlignRight32(next._words, value._words, 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 JoinLow(Words512 low, Words512 high, [ConstantExpected] int distance)
        => new(Avx512F.PermuteVar16x32x2(low._words, Vector512.ConditionalSelect(IsClear(distance), Vector512<uint>.Indices, OfHigh ^ Vector512.Create((uint)distance)), high._words));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Words512 JoinHigh(Words512 low, Words512 high, [ConstantExpected] int distance)
        => new(Avx512F.PermuteVar16x32x2(low._words, Vector512.ConditionalSelect(IsClear(distance), Vector512<uint>.Indices ^ Vector512.Create((uint)distance), OfHigh), high._words));

    /// <summary>The second operand's words as sources of a permutation.</summary>
    private static Vector512<uint> OfHigh => Vector512<uint>.Indices + Vector512.Create(16u);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> IsClear(int distance)
        => Vector512.Equals(Vector512<uint>.Indices & Vector512.Create((uint)distance), Vector512<uint>.Zero);
}
