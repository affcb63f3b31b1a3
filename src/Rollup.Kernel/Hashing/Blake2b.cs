using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Rollup.Kernel.Hashing;

/// <summary>The compression function F of BLAKE2b (RFC 7693, section 3.2).</summary>
public static class Blake2b
{
    private static ReadOnlySpan<ulong> InitialVector =>
    [
        0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
        0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
    ];

    private static ReadOnlySpan<byte> Schedule =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3,
        11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4,
        7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8,
        9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13,
        2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9,
        12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11,
        13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10,
        6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5,
        10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0,
    ];

    /// <summary>
    /// Compresses one 128-byte block into the eight words of <paramref name="state"/> with any number of rounds; the offset counter is
    /// (<paramref name="offsetHigh"/>, <paramref name="offsetLow"/>).
    /// </summary>
    public static unsafe void Compress(uint rounds, scoped Span<ulong> state, scoped ReadOnlySpan<byte> block, ulong offsetLow, ulong offsetHigh, bool isLast)
    {
        ulong* m = stackalloc ulong[16];
        for (int i = 0; i < 16; i++)
            m[i] = BinaryPrimitives.ReadUInt64LittleEndian(block[(8 * i)..]);

        // Sixteen locals rather than an array: most of them stay in registers.
        ulong v0 = state[0], v1 = state[1], v2 = state[2], v3 = state[3], v4 = state[4], v5 = state[5], v6 = state[6], v7 = state[7];
        ulong v8 = InitialVector[0], v9 = InitialVector[1], v10 = InitialVector[2], v11 = InitialVector[3];
        ulong v12 = InitialVector[4] ^ offsetLow, v13 = InitialVector[5] ^ offsetHigh, v14 = InitialVector[6], v15 = InitialVector[7];
        if (isLast)
            v14 = ~v14;

        int next = 0;
        for (uint round = 0; round < rounds; round++)
        {
            ReadOnlySpan<byte> order = Schedule.Slice(next, 16);
            next = next == 9 * 16 ? 0 : next + 16;
            Mix(ref v0, ref v4, ref v8, ref v12, m[order[0]], m[order[1]]);
            Mix(ref v1, ref v5, ref v9, ref v13, m[order[2]], m[order[3]]);
            Mix(ref v2, ref v6, ref v10, ref v14, m[order[4]], m[order[5]]);
            Mix(ref v3, ref v7, ref v11, ref v15, m[order[6]], m[order[7]]);
            Mix(ref v0, ref v5, ref v10, ref v15, m[order[8]], m[order[9]]);
            Mix(ref v1, ref v6, ref v11, ref v12, m[order[10]], m[order[11]]);
            Mix(ref v2, ref v7, ref v8, ref v13, m[order[12]], m[order[13]]);
            Mix(ref v3, ref v4, ref v9, ref v14, m[order[14]], m[order[15]]);
        }

        state[0] ^= v0 ^ v8;
        state[1] ^= v1 ^ v9;
        state[2] ^= v2 ^ v10;
        state[3] ^= v3 ^ v11;
        state[4] ^= v4 ^ v12;
        state[5] ^= v5 ^ v13;
        state[6] ^= v6 ^ v14;
        state[7] ^= v7 ^ v15;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(ref ulong a, ref ulong b, ref ulong c, ref ulong d, ulong x, ulong y)
    {
        a += b + x;
        d = BitOperations.RotateRight(d ^ a, 32);
        c += d;
        b = BitOperations.RotateRight(b ^ c, 24);
        a += b + y;
        d = BitOperations.RotateRight(d ^ a, 16);
        c += d;
        b = BitOperations.RotateRight(b ^ c, 63);
    }
}
