using System.Security.Cryptography;
using Rollup.Kernel.Crypto;
using Rollup.Kernel.Crypto.Bls12381;
using Rollup.Kernel.Crypto.Bn254;
using Rollup.Kernel.Fields;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Secp256k1;
using Rollup.Stark.Hashing;

namespace Rollup.Execution.Native;

/// <summary>
/// The node's host: native libraries where they are faster, the kernel's own code otherwise. Signers found before are
/// taken from <paramref name="memo"/>, if one is given, so that a transaction's sender is recovered once in the life of a node.
/// </summary>
public readonly struct NativeHost(SenderMemo? memo) : IHost
{
    /// <inheritdoc/>
    public void KeccakF1600(scoped Span<ulong> states) => default(SoftwareHost).KeccakF1600(states);

    /// <inheritdoc/>
    public void Poseidon2W16(scoped Span<KoalaBear> states) => PackedPoseidon2.Permute16(states);

    /// <inheritdoc/>
    public void Poseidon2W24(scoped Span<KoalaBear> states) => PackedPoseidon2.Permute24(states);

    /// <inheritdoc/>
    public bool RecoverAddress(in Hash256 messageHash, in U256 r, in U256 s, int yParity, out Address signer)
    {
        var signature = new RecoverableSignature(messageHash, r, s, yParity);
        if (memo is not null && memo.TryGet(in signature, out signer))
            return true;

        bool recovered = LibSecp256k1.RecoverAddress(in messageHash, in r, in s, yParity, out signer);
        if (recovered)
            memo?.Add(in signature, in signer);
        return recovered;
    }

    /// <inheritdoc/>
    public U256 MulMod(in U256 a, in U256 b, in U256 m) => U256.MulMod(in a, in b, in m);

    /// <inheritdoc/>
    public void Sha256(scoped ReadOnlySpan<byte> data, scoped Span<byte> hash) => SHA256.HashData(data, hash);

    /// <inheritdoc/>
    public void Ripemd160(scoped ReadOnlySpan<byte> data, scoped Span<byte> hash) => Rollup.Kernel.Hashing.Ripemd160.Hash(data, hash);

    /// <inheritdoc/>
    public void Blake2F(uint rounds, scoped Span<ulong> state, scoped ReadOnlySpan<byte> block, ulong offsetLow, ulong offsetHigh, bool isLast) =>
        Blake2b.Compress(rounds, state, block, offsetLow, offsetHigh, isLast);

    /// <inheritdoc/>
    public void ModExp(scoped ReadOnlySpan<byte> numbers, ulong baseLength, ulong exponentLength, ulong modulusLength, scoped Span<byte> room) =>
        ModularExponentiation.Compute(numbers, baseLength, exponentLength, modulusLength, room);

    /// <inheritdoc/>
    public bool Bn254Add(scoped ReadOnlySpan<byte> input, scoped Span<byte> output) => Bn254Operations.Add(input, output);

    /// <inheritdoc/>
    public bool Bn254Multiply(scoped ReadOnlySpan<byte> input, scoped Span<byte> output) => Bn254Operations.Multiply(input, output);

    /// <inheritdoc/>
    public bool Bn254PairingCheck(scoped ReadOnlySpan<byte> input, out bool isOne) => Bn254Operations.PairingCheck(input, out isOne);

    /// <inheritdoc/>
    public bool VerifyKzgProof(scoped ReadOnlySpan<byte> commitment, in U256 z, in U256 y, scoped ReadOnlySpan<byte> proof) => false;

    /// <inheritdoc/>
    public bool Bls12AddG1(scoped ReadOnlySpan<byte> input, scoped Span<byte> output) => Bls12Operations.AddG1(input, output);

    /// <inheritdoc/>
    public bool Bls12SumG1(scoped ReadOnlySpan<byte> input, scoped Span<byte> output) => Bls12Operations.SumG1(input, output);

    /// <inheritdoc/>
    public bool Bls12AddG2(scoped ReadOnlySpan<byte> input, scoped Span<byte> output) => Bls12Operations.AddG2(input, output);

    /// <inheritdoc/>
    public bool Bls12SumG2(scoped ReadOnlySpan<byte> input, scoped Span<byte> output) => Bls12Operations.SumG2(input, output);

    /// <inheritdoc/>
    public bool Bls12PairingCheck(scoped ReadOnlySpan<byte> input, out bool isOne) => Bls12Operations.PairingCheck(input, out isOne);

    /// <inheritdoc/>
    public bool Bls12MapToG1(scoped ReadOnlySpan<byte> input, scoped Span<byte> output) => Bls12Operations.MapToG1(input, output);

    /// <inheritdoc/>
    public bool Bls12MapToG2(scoped ReadOnlySpan<byte> input, scoped Span<byte> output) => Bls12Operations.MapToG2(input, output);

    /// <inheritdoc/>
    public bool VerifyP256(in U256 messageHash, in U256 r, in U256 s, in U256 x, in U256 y) => NativeP256.Verify(in messageHash, in r, in s, in x, in y);
}
