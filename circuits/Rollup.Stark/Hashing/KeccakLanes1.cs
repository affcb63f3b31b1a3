using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Rollup.Stark.Hashing;

/// <summary>One state: the fallback, and the reference for <see cref="KeccakLanes8"/>.</summary>
public readonly struct KeccakLanes1(ulong word) : IKeccakLanes<KeccakLanes1>
{
    private readonly ulong _word = word;

    public static int Count => 1;

    public static KeccakLanes1 Broadcast(ulong value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeccakLanes1 operator ^(KeccakLanes1 left, KeccakLanes1 right) => new(left._word ^ right._word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeccakLanes1 Xor(KeccakLanes1 a, KeccakLanes1 b, KeccakLanes1 c) => new(a._word ^ b._word ^ c._word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeccakLanes1 Chi(KeccakLanes1 a, KeccakLanes1 b, KeccakLanes1 c) => new(a._word ^ (~b._word & c._word));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeccakLanes1 RotateLeft(KeccakLanes1 value, [ConstantExpected] byte offset) => new(BitOperations.RotateLeft(value._word, offset));

    public static KeccakLanes1 Interleave(ReadOnlySpan<uint> low, ReadOnlySpan<uint> high) => new(low[0] | ((ulong)high[0] << 32));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeccakLanes1 ReverseBytesOfHalves(KeccakLanes1 value) => new(BitOperations.RotateLeft(BinaryPrimitives.ReverseEndianness(value._word), 32));
}
