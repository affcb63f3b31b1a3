using Rollup.Kernel.Fields;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Host;

/// <summary>
/// What native and proven runs do differently. Every call is a pure function whose result the guest gets from a chip or from
/// software, and the node possibly from a native library; all implementations agree on every input. Passed as
/// <c>ref THost host where THost : struct, IHost, allows ref struct</c>, so that calls are direct.
/// </summary>
public interface IHost : IPrecompileHost
{
    /// <summary>Applies Keccak-f[1600] to each state of 25 lanes in <paramref name="states"/>, whose length is a multiple of 25.</summary>
    void KeccakF1600(scoped Span<ulong> states);

    /// <summary>Applies Poseidon2 of width 16 to each state of 16 elements in <paramref name="states"/>, whose length is a multiple of 16.</summary>
    void Poseidon2W16(scoped Span<KoalaBear> states);

    /// <summary>Applies Poseidon2 of width 24 to each state of 24 elements in <paramref name="states"/>, whose length is a multiple of 24.</summary>
    void Poseidon2W24(scoped Span<KoalaBear> states);

    /// <summary>
    /// The address whose key made the ECDSA signature (<paramref name="r"/>, <paramref name="s"/>) of <paramref name="messageHash"/> over
    /// secp256k1. False when there is none: r or s outside [1, n), parity not 0 or 1, no point with x = r, or the key at infinity.
    /// A high s is accepted: the low-s rule is the caller's.
    /// </summary>
    bool RecoverAddress(in Hash256 messageHash, in U256 r, in U256 s, int yParity, out Address signer);

    /// <summary>(a · b) mod m over unbounded integers; 0 when <paramref name="m"/> is 0.</summary>
    U256 MulMod(in U256 a, in U256 b, in U256 m);
}
