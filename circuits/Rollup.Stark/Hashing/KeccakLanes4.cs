using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Rollup.Stark.Hashing;

/// <summary>Four states in 256-bit vectors.</summary>
public readonly struct KeccakLanes4(Vector256<ulong> words) : IKeccakLanes<KeccakLanes4>
{
    private readonly Vector256<ulong> _words = words;

    public static int Count => 4;

    public static KeccakLanes4 Broadcast(ulong value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeccakLanes4 operator ^(KeccakLanes4 left, KeccakLanes4 right) => new(left._words ^ right._words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeccakLanes4 Xor(KeccakLanes4 a, KeccakLanes4 b, KeccakLanes4 c) => new(a._words ^ b._words ^ c._words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeccakLanes4 Chi(KeccakLanes4 a, KeccakLanes4 b, KeccakLanes4 c) => new(a._words ^ Vector256.AndNot(c._words, b._words));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeccakLanes4 RotateLeft(KeccakLanes4 value, [ConstantExpected] byte offset) => new((value._words << offset) | (value._words >>> (64 - offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeccakLanes4 Interleave(ReadOnlySpan<uint> low, ReadOnlySpan<uint> high)
    {
        (Vector128<ulong> low0, Vector128<ulong> low1) = Vector128.Widen(Vector128.Create(low));
        (Vector128<ulong> high0, Vector128<ulong> high1) = Vector128.Widen(Vector128.Create(high));
        return new(Vector256.Create(low0, low1) | (Vector256.Create(high0, high1) << 32));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeccakLanes4 ReverseBytesOfHalves(KeccakLanes4 value)
    {
        Vector256<uint> halves = value._words.AsUInt32();
        Vector256<uint> evenBytes = Vector256.Create(0x00ff_00ffu);
        return new(Vector256.ConditionalSelect(evenBytes, (halves << 8) | (halves >>> 24), (halves << 24) | (halves >>> 8)).AsUInt64());
    }
}
