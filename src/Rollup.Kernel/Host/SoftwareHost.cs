using Rollup.Kernel.Crypto.Secp256k1;
using Rollup.Kernel.Fields;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Poseidon2;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Host;

/// <summary>The host that answers with the kernel's own code: the guest's default, and the reference for every other one.</summary>
public readonly struct SoftwareHost : IHost
{
    /// <inheritdoc/>
    public void KeccakF1600(scoped Span<ulong> states)
    {
        for (; states.Length >= Hashing.KeccakF1600.Lanes; states = states[Hashing.KeccakF1600.Lanes..])
            Hashing.KeccakF1600.Permute(states);
    }

    /// <inheritdoc/>
    public void Poseidon2W16(scoped Span<KoalaBear> states)
    {
        for (; states.Length >= Poseidon2Width16.Width; states = states[Poseidon2Width16.Width..])
            Poseidon2Permutation.Permute16(states);
    }

    /// <inheritdoc/>
    public void Poseidon2W24(scoped Span<KoalaBear> states)
    {
        for (; states.Length >= Poseidon2Width24.Width; states = states[Poseidon2Width24.Width..])
            Poseidon2Permutation.Permute24(states);
    }

    /// <inheritdoc/>
    public bool RecoverAddress(in Hash256 messageHash, in U256 r, in U256 s, int yParity, out Address signer) =>
        Secp256k1Curve.RecoverAddress(in messageHash, in r, in s, yParity, out signer);

    /// <inheritdoc/>
    public U256 MulMod(in U256 a, in U256 b, in U256 m) => U256.MulMod(in a, in b, in m);
}
