using System.Buffers.Binary;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;

namespace Rollup.Kernel.Evm.Precompiles;

/// <summary>SHA-256, RIPEMD-160 and BLAKE2b's F.</summary>
internal static class HashPrecompiles
{
    private const int Blake2Input = 213;

    public static PrecompileOutcome Sha<THost>(ref THost host, ReadOnlySpan<byte> input, ref long gas, Span<byte> output, out int length)
        where THost : struct, IHost, allows ref struct
    {
        length = 0;
        gas -= 60 + (12 * GasCost.Words((ulong)input.Length));
        if (gas < 0)
            return PrecompileOutcome.OutOfGas;
        host.Sha256(input, output);
        length = Sha256.Size;
        return PrecompileOutcome.Success;
    }

    /// <summary>The hash as a word: twelve zero bytes, then the hash.</summary>
    public static PrecompileOutcome Ripemd<THost>(ref THost host, ReadOnlySpan<byte> input, ref long gas, Span<byte> output, out int length)
        where THost : struct, IHost, allows ref struct
    {
        length = 0;
        gas -= 600 + (120 * GasCost.Words((ulong)input.Length));
        if (gas < 0)
            return PrecompileOutcome.OutOfGas;
        output[..12].Clear();
        host.Ripemd160(input, output[12..]);
        length = 32;
        return PrecompileOutcome.Success;
    }

    /// <summary>EIP-152: rounds (4, big-endian), state (64), block (128), offset (16, little-endian), final flag (1).</summary>
    public static PrecompileOutcome Blake2<THost>(ref THost host, ReadOnlySpan<byte> input, ref long gas, Span<byte> output, out int length)
        where THost : struct, IHost, allows ref struct
    {
        length = 0;
        if (input.Length != Blake2Input || input[Blake2Input - 1] > 1)
            return PrecompileOutcome.Failure;
        uint rounds = BinaryPrimitives.ReadUInt32BigEndian(input);
        gas -= rounds;
        if (gas < 0)
            return PrecompileOutcome.OutOfGas;
        Span<ulong> state = stackalloc ulong[8];
        for (int i = 0; i < state.Length; i++)
            state[i] = BinaryPrimitives.ReadUInt64LittleEndian(input[(4 + (8 * i))..]);
        host.Blake2F(
            rounds, state, input.Slice(68, 128), BinaryPrimitives.ReadUInt64LittleEndian(input[196..]),
            BinaryPrimitives.ReadUInt64LittleEndian(input[204..]), input[Blake2Input - 1] == 1);
        for (int i = 0; i < state.Length; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(output[(8 * i)..], state[i]);
        length = 64;
        return PrecompileOutcome.Success;
    }
}
