using System.Runtime.InteropServices;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Crypto;

/// <summary>base^exponent mod modulus over numbers of any length.</summary>
public static unsafe class ModularExponentiation
{
    /// <summary>The bytes that <see cref="Compute"/> needs for its result and its working numbers.</summary>
    public static ulong RoomFor(ulong baseLength, ulong modulusLength)
    {
        ulong limbs = (Math.Max(baseLength, modulusLength) + 7) / 8;
        return RoundUp(modulusLength) + (((6 * limbs) + 2) * sizeof(ulong));
    }

    /// <summary>
    /// <paramref name="numbers"/> holds base, exponent and modulus, big-endian and of the lengths given, zeros following its end; the first
    /// <paramref name="modulusLength"/> bytes of <paramref name="room"/> become the result, 0 for a modulus of 0. Left-to-right
    /// square-and-multiply. The working numbers lie behind the result: modulus and a copy of it, base, accumulator (n limbs each), and a
    /// product (2n + 1 limbs), n being the limbs of the longer of base and modulus.
    /// </summary>
    public static void Compute(ReadOnlySpan<byte> numbers, ulong baseLength, ulong exponentLength, ulong modulusLength, Span<byte> room)
    {
        int n = (int)((Math.Max(baseLength, modulusLength) + 7) / 8);
        int length = (int)modulusLength;
        Span<byte> result = room[..length];
        result.Clear();
        Span<byte> scratch = room.Slice((int)RoundUp(modulusLength), ((6 * n) + 2) * sizeof(ulong));
        scratch.Clear();
        fixed (ulong* memory = MemoryMarshal.Cast<byte, ulong>(scratch))
        {
            ulong* modulus = memory;
            ulong* divisor = modulus + n;
            ulong* number = divisor + n;
            ulong* accumulator = number + n;
            ulong* product = accumulator + n;
            ReadLimbs(numbers, baseLength + exponentLength, modulusLength, modulus);
            int modulusLimbs = n;
            while (modulusLimbs > 0 && modulus[modulusLimbs - 1] == 0)
                modulusLimbs--;
            if (modulusLimbs == 0)
                return;

            ReadLimbs(numbers, 0, baseLength, product);
            Reduce(product, n, modulus, divisor, modulusLimbs);
            Copy(product, number, modulusLimbs);
            product[0] = 1;
            for (int i = 1; i <= n; i++)
                product[i] = 0;
            Reduce(product, n, modulus, divisor, modulusLimbs);
            Copy(product, accumulator, modulusLimbs);

            bool isStarted = false;
            for (ulong i = 0; i < exponentLength; i++)
            {
                ulong position = baseLength + i;
                int bits = position < (ulong)numbers.Length ? numbers[(int)position] : 0;
                for (int bit = 7; bit >= 0; bit--)
                {
                    if (isStarted)
                        MultiplyReduce(accumulator, accumulator, product, modulus, divisor, modulusLimbs);
                    if (((bits >> bit) & 1) == 0)
                        continue;
                    isStarted = true;
                    MultiplyReduce(accumulator, number, product, modulus, divisor, modulusLimbs);
                }
            }

            for (int i = 0; i < length && i < modulusLimbs * 8; i++)
                result[length - 1 - i] = (byte)(accumulator[i / 8] >> (8 * (i % 8)));
        }
    }

    private static ulong RoundUp(ulong length) => (length + 7) & ~7UL;

    private static void MultiplyReduce(ulong* accumulator, ulong* factor, ulong* product, ulong* modulus, ulong* divisor, int n)
    {
        for (int i = 0; i <= 2 * n; i++)
            product[i] = 0;
        for (int i = 0; i < n; i++)
        {
            ulong carry = 0;
            for (int j = 0; j < n; j++)
                product[i + j] = Limbs.MultiplyAdd(accumulator[i], factor[j], product[i + j], ref carry);
            product[i + n] = carry;
        }

        Reduce(product, 2 * n, modulus, divisor, n);
        Copy(product, accumulator, n);
    }

    /// <summary>product mod= modulus; the division destroys its divisor, hence the copy.</summary>
    private static void Reduce(ulong* product, int length, ulong* modulus, ulong* divisor, int n)
    {
        Copy(modulus, divisor, n);
        LimbDivision.DivRem(product, length, divisor, n, null);
    }

    private static void Copy(ulong* source, ulong* destination, int count)
    {
        for (int i = 0; i < count; i++)
            destination[i] = source[i];
    }

    /// <summary>Reads a big-endian number that may reach past the end of the numbers, where zeros follow.</summary>
    private static void ReadLimbs(ReadOnlySpan<byte> numbers, ulong start, ulong length, ulong* limbs)
    {
        for (ulong i = 0; i < length; i++)
        {
            ulong position = start + length - 1 - i;
            ulong value = position < (ulong)numbers.Length ? numbers[(int)position] : 0UL;
            limbs[i / 8] |= value << (8 * (int)(i % 8));
        }
    }
}
