using System.Buffers.Binary;
using System.Numerics;

namespace Rollup.Kernel.Tests.Hashing;

/// <summary>Keccak step by step as FIPS 202 words it, round constants and rotations computed rather than tabled: the slow reference.</summary>
public static class PlainKeccak
{
    public static byte[] Hash256(ReadOnlySpan<byte> message)
    {
        const int rate = 136;
        byte[] padded = new byte[((message.Length / rate) + 1) * rate];
        message.CopyTo(padded);
        padded[message.Length] ^= 0x01;
        padded[^1] ^= 0x80;

        ulong[] state = new ulong[25];
        for (int block = 0; block < padded.Length; block += rate)
        {
            for (int i = 0; i < rate / 8; i++)
                state[i] ^= BinaryPrimitives.ReadUInt64LittleEndian(padded.AsSpan(block + (8 * i)));
            Permute(state);
        }

        byte[] digest = new byte[32];
        for (int i = 0; i < 4; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(digest.AsSpan(8 * i), state[i]);
        return digest;
    }

    public static void Permute(Span<ulong> a)
    {
        byte register = 1;
        for (int round = 0; round < 24; round++)
        {
            ulong[] c = new ulong[5];
            for (int x = 0; x < 5; x++)
                c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
            for (int i = 0; i < 25; i++)
                a[i] ^= c[(i + 4) % 5] ^ BitOperations.RotateLeft(c[(i + 1) % 5], 1);

            ulong[] b = new ulong[25];
            b[0] = a[0];
            (int column, int row) = (1, 0);
            for (int t = 0; t < 24; t++)
            {
                int target = row + (5 * (((2 * column) + (3 * row)) % 5));
                b[target] = BitOperations.RotateLeft(a[column + (5 * row)], (t + 1) * (t + 2) / 2 % 64);
                (column, row) = (row, ((2 * column) + (3 * row)) % 5);
            }

            for (int y = 0; y < 25; y += 5)
            {
                for (int x = 0; x < 5; x++)
                    a[y + x] = b[y + x] ^ (~b[y + ((x + 1) % 5)] & b[y + ((x + 2) % 5)]);
            }

            for (int j = 0; j <= 6; j++)
            {
                if ((register & 1) != 0)
                    a[0] ^= 1UL << ((1 << j) - 1);
                register = (byte)((register << 1) ^ ((register >> 7) * 0x71));
            }
        }
    }
}
