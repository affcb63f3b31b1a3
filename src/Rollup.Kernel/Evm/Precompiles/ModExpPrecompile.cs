using Rollup.Kernel.Crypto;
using Rollup.Kernel.Evm.Frames;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Evm.Precompiles;

/// <summary>
/// base^exponent mod modulus over lengths given in the input (EIP-198), priced by EIP-2565, from Osaka by EIP-7883 with lengths of at most
/// 1024 bytes (EIP-7823).
/// </summary>
internal static class ModExpPrecompile
{
    private const ulong OsakaLengthLimit = 1024;
    private const int HeaderSize = 3 * U256.Size;

    public static PrecompileOutcome Run<TFork, THost>(ref THost host, ReadOnlySpan<byte> input, ref long gas, Span<byte> output, out int length)
        where TFork : struct, IFork
        where THost : struct, IHost, allows ref struct
    {
        length = 0;
        Span<byte> header = stackalloc byte[HeaderSize];
        FrameMemory.CopyPadded(input, default, header);
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
        FrameMemory.CopyPadded(input, baseLength + HeaderSize, head[..headLength]);
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
        if (ModularExponentiation.RoomFor(baseLength.L0, modulusLength.L0) > (ulong)output.Length)
            return PrecompileOutcome.OutputTooLong;
        host.ModExp(input.Length > HeaderSize ? input[HeaderSize..] : default, baseLength.L0, exponentLength.L0, modulusLength.L0, output);
        length = (int)modulusLength.L0;
        return PrecompileOutcome.Success;
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
}
