using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Evm.Precompiles;

/// <summary>EIP-7951: hash, r, s, x, y (32 bytes each); the output is 1 for a valid signature, nothing otherwise. Never fails.</summary>
internal static class P256Precompile
{
    private const int InputSize = 5 * U256.Size;

    public static PrecompileOutcome Run<THost>(ref THost host, ReadOnlySpan<byte> input, ref long gas, Span<byte> output, out int length)
        where THost : struct, IHost, allows ref struct
    {
        length = 0;
        gas -= 6900;
        if (gas < 0)
            return PrecompileOutcome.OutOfGas;
        if (input.Length != InputSize)
            return PrecompileOutcome.Success;
        U256 hash = U256.ReadBigEndian(input);
        U256 r = U256.ReadBigEndian(input[32..]);
        U256 s = U256.ReadBigEndian(input[64..]);
        U256 x = U256.ReadBigEndian(input[96..]);
        U256 y = U256.ReadBigEndian(input[128..]);
        if (!host.VerifyP256(in hash, in r, in s, in x, in y))
            return PrecompileOutcome.Success;
        U256.One.WriteBigEndian(output);
        length = U256.Size;
        return PrecompileOutcome.Success;
    }
}
