using Rollup.Kernel.Fields;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;

namespace Rollup.StateTests;

/// <summary>The kernel's own code for everything, and a KZG verification, which the chain does not have.</summary>
public readonly struct StateTestHost : IHost
{
    private static SoftwareHost Software => default;

    /// <inheritdoc/>
    public bool VerifyKzgProof(scoped ReadOnlySpan<byte> commitment, in U256 z, in U256 y, scoped ReadOnlySpan<byte> proof) =>
        KzgProof.Verify(commitment, in z, in y, proof);

    /// <inheritdoc/>
    public void KeccakF1600(scoped Span<ulong> states) => Software.KeccakF1600(states);

    /// <inheritdoc/>
    public void Poseidon2W16(scoped Span<KoalaBear> states) => Software.Poseidon2W16(states);

    /// <inheritdoc/>
    public void Poseidon2W24(scoped Span<KoalaBear> states) => Software.Poseidon2W24(states);

    /// <inheritdoc/>
    public bool RecoverAddress(in Hash256 messageHash, in U256 r, in U256 s, int yParity, out Address signer) =>
        Software.RecoverAddress(in messageHash, in r, in s, yParity, out signer);

    /// <inheritdoc/>
    public U256 MulMod(in U256 a, in U256 b, in U256 m) => Software.MulMod(in a, in b, in m);

    /// <inheritdoc/>
    public void Sha256(scoped ReadOnlySpan<byte> data, scoped Span<byte> hash) => Software.Sha256(data, hash);

    /// <inheritdoc/>
    public void Ripemd160(scoped ReadOnlySpan<byte> data, scoped Span<byte> hash) => Software.Ripemd160(data, hash);

    /// <inheritdoc/>
    public void Blake2F(uint rounds, scoped Span<ulong> state, scoped ReadOnlySpan<byte> block, ulong offsetLow, ulong offsetHigh, bool isLast) =>
        Software.Blake2F(rounds, state, block, offsetLow, offsetHigh, isLast);

    /// <inheritdoc/>
    public void ModExp(scoped ReadOnlySpan<byte> numbers, ulong baseLength, ulong exponentLength, ulong modulusLength, scoped Span<byte> room) =>
        Software.ModExp(numbers, baseLength, exponentLength, modulusLength, room);

    /// <inheritdoc/>
    public bool Bn254Add(scoped ReadOnlySpan<byte> input, scoped Span<byte> output) => Software.Bn254Add(input, output);

    /// <inheritdoc/>
    public bool Bn254Multiply(scoped ReadOnlySpan<byte> input, scoped Span<byte> output) => Software.Bn254Multiply(input, output);

    /// <inheritdoc/>
    public bool Bn254PairingCheck(scoped ReadOnlySpan<byte> input, out bool isOne) => Software.Bn254PairingCheck(input, out isOne);

    /// <inheritdoc/>
    public bool Bls12AddG1(scoped ReadOnlySpan<byte> input, scoped Span<byte> output) => Software.Bls12AddG1(input, output);

    /// <inheritdoc/>
    public bool Bls12SumG1(scoped ReadOnlySpan<byte> input, scoped Span<byte> output) => Software.Bls12SumG1(input, output);

    /// <inheritdoc/>
    public bool Bls12AddG2(scoped ReadOnlySpan<byte> input, scoped Span<byte> output) => Software.Bls12AddG2(input, output);

    /// <inheritdoc/>
    public bool Bls12SumG2(scoped ReadOnlySpan<byte> input, scoped Span<byte> output) => Software.Bls12SumG2(input, output);

    /// <inheritdoc/>
    public bool Bls12PairingCheck(scoped ReadOnlySpan<byte> input, out bool isOne) => Software.Bls12PairingCheck(input, out isOne);

    /// <inheritdoc/>
    public bool Bls12MapToG1(scoped ReadOnlySpan<byte> input, scoped Span<byte> output) => Software.Bls12MapToG1(input, output);

    /// <inheritdoc/>
    public bool Bls12MapToG2(scoped ReadOnlySpan<byte> input, scoped Span<byte> output) => Software.Bls12MapToG2(input, output);

    /// <inheritdoc/>
    public bool VerifyP256(in U256 messageHash, in U256 r, in U256 s, in U256 x, in U256 y) =>
        Software.VerifyP256(in messageHash, in r, in s, in x, in y);
}
