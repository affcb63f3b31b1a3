using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Evm.Precompiles;

/// <summary>
/// KZG point evaluation (EIP-4844): versioned hash, z, y (32 bytes each), commitment, proof (48 each). The proof is checked by the host: on the
/// chain, which has no blobs, that always fails.
/// </summary>
internal static class PointEvaluationPrecompile
{
    private const int InputSize = 192;
    private const int PointSize = 48;
    private const byte Version = 0x01;
    private const ulong FieldElementsPerBlob = 4096;

    /// <summary>The order of BLS12-381's groups.</summary>
    private static U256 Modulus => new(0xFFFFFFFF00000001, 0x53BDA402FFFE5BFE, 0x3339D80809A1D805, 0x73EDA753299D7D48);

    public static PrecompileOutcome Run<THost>(ref THost host, ReadOnlySpan<byte> input, ref long gas, Span<byte> output, out int length)
        where THost : struct, IHost, allows ref struct
    {
        length = 0;
        gas -= 50_000;
        if (gas < 0)
            return PrecompileOutcome.OutOfGas;
        if (input.Length != InputSize)
            return PrecompileOutcome.Failure;

        ReadOnlySpan<byte> commitment = input.Slice(96, PointSize);
        Span<byte> hash = stackalloc byte[Hash256.Size];
        host.Sha256(commitment, hash);
        hash[0] = Version;
        U256 z = U256.ReadBigEndian(input[32..]);
        U256 y = U256.ReadBigEndian(input[64..]);
        if (!input[..Hash256.Size].SequenceEqual(hash) || z >= Modulus || y >= Modulus
            || !host.VerifyKzgProof(commitment, in z, in y, input[(96 + PointSize)..]))
            return PrecompileOutcome.Failure;
        new U256(FieldElementsPerBlob, 0, 0, 0).WriteBigEndian(output);
        Modulus.WriteBigEndian(output[U256.Size..]);
        length = 2 * U256.Size;
        return PrecompileOutcome.Success;
    }
}
