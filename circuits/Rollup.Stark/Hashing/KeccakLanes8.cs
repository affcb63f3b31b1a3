using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Rollup.Stark.Hashing;

/// <summary>Eight states in 512-bit vectors (AVX-512F), where rotation and the three-operand maps are single instructions.</summary>
public readonly struct KeccakLanes8(Vector512<ulong> words) : IKeccakLanes<KeccakLanes8>
{
    /// <summary>Truth table of a ⊕ b ⊕ c.</summary>
    private const byte XorTable = 0x96;

    /// <summary>Truth table of a ⊕ (¬b ∧ c).</summary>
    private const byte ChiTable = 0xd2;

    private readonly Vector512<ulong> _words = words;

    public static int Count => 8;

    public static KeccakLanes8 Broadcast(ulong value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeccakLanes8 operator ^(KeccakLanes8 left, KeccakLanes8 right) => new(left._words ^ right._words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeccakLanes8 Xor(KeccakLanes8 a, KeccakLanes8 b, KeccakLanes8 c) => new(Avx512F.TernaryLogic(a._words, b._words, c._words, XorTable));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeccakLanes8 Chi(KeccakLanes8 a, KeccakLanes8 b, KeccakLanes8 c) => new(Avx512F.TernaryLogic(a._words, b._words, c._words, ChiTable));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeccakLanes8 RotateLeft(KeccakLanes8 value, [ConstantExpected] byte offset) => new(Avx512F.RotateLeft(value._words, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeccakLanes8 Interleave(ReadOnlySpan<uint> low, ReadOnlySpan<uint> high)
        => new(Avx512F.ConvertToVector512UInt64(Vector256.Create(low)) | (Avx512F.ConvertToVector512UInt64(Vector256.Create(high)) << 32));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static KeccakLanes8 ReverseBytesOfHalves(KeccakLanes8 value)
    {
        Vector512<uint> halves = value._words.AsUInt32();
        return new(Vector512.ConditionalSelect(Vector512.Create(0x00ff_00ffu), Avx512F.RotateLeft(halves, 8), Avx512F.RotateLeft(halves, 24)).AsUInt64());
    }
}
