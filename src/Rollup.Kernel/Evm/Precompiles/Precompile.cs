using System.Buffers.Binary;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Evm.Precompiles;

/// <summary>Which addresses are precompiles in a fork, and their dispatch: gas first, then the pure function, mostly the host's.</summary>
public static class Precompile
{
    /// <summary>Whether <paramref name="address"/> is a precompile of the fork.</summary>
    public static bool TryIdentify<TFork>(in Address address, out PrecompileId id)
        where TFork : struct, IFork
    {
        ReadOnlySpan<byte> bytes = address.AsSpan();
        ushort low = BinaryPrimitives.ReadUInt16BigEndian(bytes[(Address.Size - 2)..]);
        id = (PrecompileId)low;
        PrecompileId last = TFork.IsPrague ? PrecompileId.Bls12MapFp2ToG2 : PrecompileId.PointEvaluation;
        bool isListed = (id is >= PrecompileId.EcRecover && id <= last) || (TFork.IsOsaka && id == PrecompileId.P256Verify);
        return isListed && (BinaryPrimitives.ReadUInt64BigEndian(bytes) | BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]) | BinaryPrimitives.ReadUInt16BigEndian(bytes[16..])) == 0;
    }

    /// <summary>
    /// Runs a precompile on <paramref name="input"/>, charging <paramref name="gas"/>; <paramref name="length"/> bytes of
    /// <paramref name="output"/> are its output.
    /// </summary>
    public static PrecompileOutcome Run<TFork, THost>(
        ref THost host, PrecompileId id, ReadOnlySpan<byte> input, ref long gas, Span<byte> output, out int length)
        where TFork : struct, IFork
        where THost : struct, IHost, allows ref struct
    {
        length = 0;
        switch (id)
        {
            case PrecompileId.EcRecover:
                return EcRecover(ref host, input, ref gas, output, out length);
            case PrecompileId.Sha256:
                return HashPrecompiles.Sha(ref host, input, ref gas, output, out length);
            case PrecompileId.Ripemd160:
                return HashPrecompiles.Ripemd(ref host, input, ref gas, output, out length);
            case PrecompileId.Identity:
                return Identity(input, ref gas, output, out length);
            case PrecompileId.ModExp:
                return ModExpPrecompile.Run<TFork, THost>(ref host, input, ref gas, output, out length);
            case PrecompileId.Blake2F:
                return HashPrecompiles.Blake2(ref host, input, ref gas, output, out length);
            case PrecompileId.Bn254Add:
                return Bn254Precompiles.Add(ref host, input, ref gas, output, out length);
            case PrecompileId.Bn254Mul:
                return Bn254Precompiles.Multiply(ref host, input, ref gas, output, out length);
            case PrecompileId.Bn254Pairing:
                return Bn254Precompiles.PairingCheck(ref host, input, ref gas, output, out length);
            case PrecompileId.PointEvaluation:
                return TFork.IsRollup ? PrecompileOutcome.Failure : PointEvaluationPrecompile.Run(ref host, input, ref gas, output, out length);
            case PrecompileId.P256Verify:
                return P256Precompile.Run(ref host, input, ref gas, output, out length);
            default:
                return Bls12Precompiles.Run(ref host, id, input, ref gas, output, out length);
        }
    }

    private static PrecompileOutcome Identity(ReadOnlySpan<byte> input, ref long gas, Span<byte> output, out int length)
    {
        length = 0;
        gas -= 15 + (3 * GasCost.Words((ulong)input.Length));
        if (gas < 0)
            return PrecompileOutcome.OutOfGas;
        if (input.Length > output.Length)
            return PrecompileOutcome.OutputTooLong;
        input.CopyTo(output);
        length = input.Length;
        return PrecompileOutcome.Success;
    }

    private static PrecompileOutcome EcRecover<THost>(ref THost host, ReadOnlySpan<byte> input, ref long gas, Span<byte> output, out int length)
        where THost : struct, IHost, allows ref struct
    {
        length = 0;
        gas -= 3000;
        if (gas < 0)
            return PrecompileOutcome.OutOfGas;
        Span<byte> padded = stackalloc byte[128];
        padded.Clear();
        input[..Math.Min(input.Length, padded.Length)].CopyTo(padded);
        U256 v = U256.ReadBigEndian(padded[32..]);
        U256 r = U256.ReadBigEndian(padded[64..]);
        U256 s = U256.ReadBigEndian(padded[96..]);
        bool isRecoverable = v.IsUInt64 && v.L0 is 27 or 28;
        if (!isRecoverable || !host.RecoverAddress(Hash256.FromSpan(padded), in r, in s, (int)v.L0 - 27, out Address signer))
            return PrecompileOutcome.Success;
        signer.ToU256().WriteBigEndian(output);
        length = U256.Size;
        return PrecompileOutcome.Success;
    }
}

/// <summary>How a precompile ended.</summary>
public enum PrecompileOutcome : byte
{
    /// <summary>There is an output, possibly empty.</summary>
    Success,

    /// <summary>Less gas than it costs.</summary>
    OutOfGas,

    /// <summary>The input is invalid: an exceptional halt.</summary>
    Failure,

    /// <summary>The output does not fit the buffer given: not the caller's fault.</summary>
    OutputTooLong,
}
