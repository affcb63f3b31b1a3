using Rollup.Kernel.Crypto.Bn254;
using Rollup.Kernel.Evm.Frames;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Evm.Precompiles;

/// <summary>EIP-196 and EIP-197 at EIP-1108's prices. Input is read as if followed by zeros; what is too much is ignored, except by the pairing check.</summary>
internal static class Bn254Precompiles
{
    private const int AddInput = 2 * Bn254Operations.G1Size;
    private const int MultiplyInput = Bn254Operations.G1Size + U256.Size;

    public static PrecompileOutcome Add<THost>(ref THost host, ReadOnlySpan<byte> input, ref long gas, Span<byte> output, out int length)
        where THost : struct, IHost, allows ref struct
    {
        length = 0;
        gas -= 150;
        if (gas < 0)
            return PrecompileOutcome.OutOfGas;
        Span<byte> padded = stackalloc byte[AddInput];
        FrameMemory.CopyPadded(input, default, padded);
        if (!host.Bn254Add(padded, output))
            return PrecompileOutcome.Failure;
        length = Bn254Operations.G1Size;
        return PrecompileOutcome.Success;
    }

    public static PrecompileOutcome Multiply<THost>(ref THost host, ReadOnlySpan<byte> input, ref long gas, Span<byte> output, out int length)
        where THost : struct, IHost, allows ref struct
    {
        length = 0;
        gas -= 6000;
        if (gas < 0)
            return PrecompileOutcome.OutOfGas;
        Span<byte> padded = stackalloc byte[MultiplyInput];
        FrameMemory.CopyPadded(input, default, padded);
        if (!host.Bn254Multiply(padded, output))
            return PrecompileOutcome.Failure;
        length = Bn254Operations.G1Size;
        return PrecompileOutcome.Success;
    }

    public static PrecompileOutcome PairingCheck<THost>(ref THost host, ReadOnlySpan<byte> input, ref long gas, Span<byte> output, out int length)
        where THost : struct, IHost, allows ref struct
    {
        length = 0;
        gas -= 45_000 + (34_000 * (long)(input.Length / Bn254Operations.PairSize));
        if (gas < 0)
            return PrecompileOutcome.OutOfGas;
        if (input.Length % Bn254Operations.PairSize != 0 || !host.Bn254PairingCheck(input, out bool isOne))
            return PrecompileOutcome.Failure;
        (isOne ? U256.One : default).WriteBigEndian(output);
        length = U256.Size;
        return PrecompileOutcome.Success;
    }
}
