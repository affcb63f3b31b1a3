using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Rollup.Stark.Hashing;

/// <summary>
/// Keccak-f[1600] (FIPS 202) on several independent states at once: vector x + 5y holds lane (x, y) of every state.
/// The rounds are written out so that the state stays in registers.
/// </summary>
public static class PackedKeccak
{
    public const int LaneCount = 25;

    public const int Rounds = 24;

    /// <summary>ι's constants, one per round.</summary>
    public static ReadOnlySpan<ulong> RoundConstants =>
    [
        0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000,
        0x000000000000808b, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
        0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
        0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003,
        0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
        0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
    ];

    /// <summary>Permutes the states in the first 25 vectors of <paramref name="state"/>.</summary>
    public static void Permute<T>(Span<T> state)
        where T : unmanaged, IKeccakLanes<T>
    {
        ref T s = ref MemoryMarshal.GetReference(state[..LaneCount]);
        T a0 = Unsafe.Add(ref s, 0), a1 = Unsafe.Add(ref s, 1), a2 = Unsafe.Add(ref s, 2), a3 = Unsafe.Add(ref s, 3), a4 = Unsafe.Add(ref s, 4);
        T a5 = Unsafe.Add(ref s, 5), a6 = Unsafe.Add(ref s, 6), a7 = Unsafe.Add(ref s, 7), a8 = Unsafe.Add(ref s, 8), a9 = Unsafe.Add(ref s, 9);
        T a10 = Unsafe.Add(ref s, 10), a11 = Unsafe.Add(ref s, 11), a12 = Unsafe.Add(ref s, 12), a13 = Unsafe.Add(ref s, 13), a14 = Unsafe.Add(ref s, 14);
        T a15 = Unsafe.Add(ref s, 15), a16 = Unsafe.Add(ref s, 16), a17 = Unsafe.Add(ref s, 17), a18 = Unsafe.Add(ref s, 18), a19 = Unsafe.Add(ref s, 19);
        T a20 = Unsafe.Add(ref s, 20), a21 = Unsafe.Add(ref s, 21), a22 = Unsafe.Add(ref s, 22), a23 = Unsafe.Add(ref s, 23), a24 = Unsafe.Add(ref s, 24);
        for (int round = 0; round < Rounds; round++)
        {
            // θ: column parities, then each column is added the parities of its neighbours.
            T c0 = T.Xor(T.Xor(a0, a5, a10), a15, a20);
            T c1 = T.Xor(T.Xor(a1, a6, a11), a16, a21);
            T c2 = T.Xor(T.Xor(a2, a7, a12), a17, a22);
            T c3 = T.Xor(T.Xor(a3, a8, a13), a18, a23);
            T c4 = T.Xor(T.Xor(a4, a9, a14), a19, a24);
            T d0 = c4 ^ T.RotateLeft(c1, 1);
            T d1 = c0 ^ T.RotateLeft(c2, 1);
            T d2 = c1 ^ T.RotateLeft(c3, 1);
            T d3 = c2 ^ T.RotateLeft(c4, 1);
            T d4 = c3 ^ T.RotateLeft(c0, 1);

            // ρ and π: each lane is rotated and moves from (x, y) to (y, 2x + 3y).
            T b0 = a0 ^ d0;
            T b1 = T.RotateLeft(a6 ^ d1, 44);
            T b2 = T.RotateLeft(a12 ^ d2, 43);
            T b3 = T.RotateLeft(a18 ^ d3, 21);
            T b4 = T.RotateLeft(a24 ^ d4, 14);
            T b5 = T.RotateLeft(a3 ^ d3, 28);
            T b6 = T.RotateLeft(a9 ^ d4, 20);
            T b7 = T.RotateLeft(a10 ^ d0, 3);
            T b8 = T.RotateLeft(a16 ^ d1, 45);
            T b9 = T.RotateLeft(a22 ^ d2, 61);
            T b10 = T.RotateLeft(a1 ^ d1, 1);
            T b11 = T.RotateLeft(a7 ^ d2, 6);
            T b12 = T.RotateLeft(a13 ^ d3, 25);
            T b13 = T.RotateLeft(a19 ^ d4, 8);
            T b14 = T.RotateLeft(a20 ^ d0, 18);
            T b15 = T.RotateLeft(a4 ^ d4, 27);
            T b16 = T.RotateLeft(a5 ^ d0, 36);
            T b17 = T.RotateLeft(a11 ^ d1, 10);
            T b18 = T.RotateLeft(a17 ^ d2, 15);
            T b19 = T.RotateLeft(a23 ^ d3, 56);
            T b20 = T.RotateLeft(a2 ^ d2, 62);
            T b21 = T.RotateLeft(a8 ^ d3, 55);
            T b22 = T.RotateLeft(a14 ^ d4, 39);
            T b23 = T.RotateLeft(a15 ^ d0, 41);
            T b24 = T.RotateLeft(a21 ^ d1, 2);

            // χ, and ι on lane (0, 0).
            a0 = T.Chi(b0, b1, b2) ^ T.Broadcast(RoundConstants[round]);
            a1 = T.Chi(b1, b2, b3);
            a2 = T.Chi(b2, b3, b4);
            a3 = T.Chi(b3, b4, b0);
            a4 = T.Chi(b4, b0, b1);
            a5 = T.Chi(b5, b6, b7);
            a6 = T.Chi(b6, b7, b8);
            a7 = T.Chi(b7, b8, b9);
            a8 = T.Chi(b8, b9, b5);
            a9 = T.Chi(b9, b5, b6);
            a10 = T.Chi(b10, b11, b12);
            a11 = T.Chi(b11, b12, b13);
            a12 = T.Chi(b12, b13, b14);
            a13 = T.Chi(b13, b14, b10);
            a14 = T.Chi(b14, b10, b11);
            a15 = T.Chi(b15, b16, b17);
            a16 = T.Chi(b16, b17, b18);
            a17 = T.Chi(b17, b18, b19);
            a18 = T.Chi(b18, b19, b15);
            a19 = T.Chi(b19, b15, b16);
            a20 = T.Chi(b20, b21, b22);
            a21 = T.Chi(b21, b22, b23);
            a22 = T.Chi(b22, b23, b24);
            a23 = T.Chi(b23, b24, b20);
            a24 = T.Chi(b24, b20, b21);
        }

        Unsafe.Add(ref s, 0) = a0;
        Unsafe.Add(ref s, 1) = a1;
        Unsafe.Add(ref s, 2) = a2;
        Unsafe.Add(ref s, 3) = a3;
        Unsafe.Add(ref s, 4) = a4;
        Unsafe.Add(ref s, 5) = a5;
        Unsafe.Add(ref s, 6) = a6;
        Unsafe.Add(ref s, 7) = a7;
        Unsafe.Add(ref s, 8) = a8;
        Unsafe.Add(ref s, 9) = a9;
        Unsafe.Add(ref s, 10) = a10;
        Unsafe.Add(ref s, 11) = a11;
        Unsafe.Add(ref s, 12) = a12;
        Unsafe.Add(ref s, 13) = a13;
        Unsafe.Add(ref s, 14) = a14;
        Unsafe.Add(ref s, 15) = a15;
        Unsafe.Add(ref s, 16) = a16;
        Unsafe.Add(ref s, 17) = a17;
        Unsafe.Add(ref s, 18) = a18;
        Unsafe.Add(ref s, 19) = a19;
        Unsafe.Add(ref s, 20) = a20;
        Unsafe.Add(ref s, 21) = a21;
        Unsafe.Add(ref s, 22) = a22;
        Unsafe.Add(ref s, 23) = a23;
        Unsafe.Add(ref s, 24) = a24;
    }
}
