using System.Runtime.InteropServices;
using Rollup.Kernel.Evm.Forks;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Evm.Precompiles;

/// <summary>
/// base^exponent mod modulus over lengths given in the input (EIP-198), priced by EIP-2565, from Osaka by EIP-7883 with lengths of at most
/// 1024 bytes (EIP-7823).
/// </summary>
internal static unsafe class ModExpPrecompile
{
    private const ulong OsakaLengthLimit = 1024;
    private const int HeaderSize = 3 * U256.Size;

    public static PrecompileOutcome Run<TFork>(ReadOnlySpan<byte> input, ref long gas, Span<byte> output, out int length)
        where TFork : struct, IFork
    {
        length = 0;
        Span<byte> header = stackalloc byte[HeaderSize];
        Instructions.FrameMemory.CopyPadded(input, default, header);
        U256 baseLength = U256.ReadBigEndian(header);
        U256 exponentLength = U256.ReadBigEndian(header[32..]);
        U256 modulusLength = U256.ReadBigEndian(header[64..]);
        if (TFork.IsOsaka && (baseLength > OsakaLengthLimit || exponentLength > OsakaLengthLimit || modulusLength > OsakaLengthLimit))
            return PrecompileOutcome.Failure;

        // Lengths beyond memory are either worth nothing or cost more than any gas there is.
        if (baseLength.IsZero && modulusLength.IsZero && !TFork.IsOsaka && exponentLength > EvmLimits.MemoryEnd)
            exponentLength = EvmLimits.MemoryEnd;
        if (baseLength > EvmLimits.MemoryEnd || exponentLength > EvmLimits.MemoryEnd || modulusLength > EvmLimits.MemoryEnd)
            return PrecompileOutcome.OutOfGas;

        Span<byte> head = stackalloc byte[U256.Size];
        int headLength = (int)Math.Min(exponentLength.L0, U256.Size);
        Instructions.FrameMemory.CopyPadded(input, baseLength + HeaderSize, head[..headLength]);
        U256 exponentHead = U256.ReadBigEndianShort(head[..headLength]);
        ulong cost = Gas<TFork>(baseLength.L0, exponentLength.L0, modulusLength.L0, in exponentHead);
        if (cost > (ulong)gas)
        {
            gas = -1;
            return PrecompileOutcome.OutOfGas;
        }

        gas -= (long)cost;
        if (modulusLength.IsZero)
            return PrecompileOutcome.Success;
        return Compute(input, baseLength.L0, exponentLength.L0, modulusLength.L0, output, out length);
    }

    private static ulong Gas<TFork>(ulong baseLength, ulong exponentLength, ulong modulusLength, in U256 exponentHead)
        where TFork : struct, IFork
    {
        ulong longest = Math.Max(baseLength, modulusLength);
        ulong words = (longest + 7) / 8;
        ulong complexity = words * words;
        if (TFork.IsOsaka)
            complexity = longest <= 32 ? 16 : 2 * complexity;
        ulong perByte = TFork.IsOsaka ? 16UL : 8UL;
        ulong headBits = (ulong)Math.Max(exponentHead.BitLength - 1, 0);
        ulong iterations = Math.Max(exponentLength <= U256.Size ? headBits : (perByte * (exponentLength - U256.Size)) + headBits, 1);

        // Lengths are at most 2^32, so complexity is below 2^60 and iterations below 2^37: the product may not fit.
        if (Math.BigMul(complexity, iterations, out ulong product) != 0)
            return ulong.MaxValue;
        return TFork.IsOsaka ? Math.Max(500, product) : Math.Max(200, product / 3);
    }

    /// <summary>
    /// Left-to-right square-and-multiply. The working numbers lie in <paramref name="output"/> behind the result: modulus and a copy of it,
    /// base, accumulator (n limbs each), and a product (2n + 1 limbs), n being the limbs of the longer of base and modulus.
    /// </summary>
    private static PrecompileOutcome Compute(
        ReadOnlySpan<byte> input, ulong baseLength, ulong exponentLength, ulong modulusLength, Span<byte> output, out int length)
    {
        length = 0;
        ulong limbs = (Math.Max(baseLength, modulusLength) + 7) / 8;
        ulong resultSize = (modulusLength + 7) & ~7UL;
        if (resultSize + (((6 * limbs) + 2) * sizeof(ulong)) > (ulong)output.Length)
            return PrecompileOutcome.OutputTooLong;
        length = (int)modulusLength;
        int n = (int)limbs;
        Span<byte> result = output[..length];
        result.Clear();
        Span<byte> scratch = output.Slice((int)resultSize, ((6 * n) + 2) * sizeof(ulong));
        scratch.Clear();
        fixed (ulong* memory = MemoryMarshal.Cast<byte, ulong>(scratch))
        {
            ulong* modulus = memory;
            ulong* divisor = modulus + n;
            ulong* number = divisor + n;
            ulong* accumulator = number + n;
            ulong* product = accumulator + n;
            ReadLimbs(input, HeaderSize + baseLength + exponentLength, modulusLength, modulus);
            int modulusLimbs = n;
            while (modulusLimbs > 0 && modulus[modulusLimbs - 1] == 0)
                modulusLimbs--;
            if (modulusLimbs == 0)
                return PrecompileOutcome.Success;

            ReadLimbs(input, HeaderSize, baseLength, product);
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
                ulong position = HeaderSize + baseLength + i;
                int bits = position < (ulong)input.Length ? input[(int)position] : 0;
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

        return PrecompileOutcome.Success;
    }

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

    /// <summary>Reads a big-endian number that may reach past the end of the input, where zeros follow.</summary>
    private static void ReadLimbs(ReadOnlySpan<byte> input, ulong start, ulong length, ulong* limbs)
    {
        for (ulong i = 0; i < length; i++)
        {
            ulong position = start + length - 1 - i;
            ulong value = position < (ulong)input.Length ? input[(int)position] : 0UL;
            limbs[i / 8] |= value << (8 * (int)(i % 8));
        }
    }
}
