using Rollup.Kernel.Crypto.Secp256k1;
using Rollup.Kernel.Fields;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Stark.Hashing;

namespace Rollup.Execution.Native;

/// <summary>
/// The node's host: native libraries where this machine has them, the kernel's own code otherwise. Signers found before are
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

        bool recovered = LibSecp256k1.Instance is { } library
            ? library.RecoverAddress(in messageHash, in r, in s, yParity, out signer)
            : Secp256k1Curve.RecoverAddress(in messageHash, in r, in s, yParity, out signer);
        if (recovered)
            memo?.Add(in signature, in signer);
        return recovered;
    }

    /// <inheritdoc/>
    public U256 MulMod(in U256 a, in U256 b, in U256 m) => U256.MulMod(in a, in b, in m);
}
