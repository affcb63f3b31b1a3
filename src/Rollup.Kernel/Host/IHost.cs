using Rollup.Kernel.Fields;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Host;

/// <summary>
/// What native and proven runs do differently. Every call is a pure function whose result the guest gets from a chip or from
/// software, and the node possibly from a native library; all implementations agree on every input. Passed as
/// <c>ref THost host where THost : struct, IHost, allows ref struct</c>, so that calls are direct.
/// </summary>
public interface IHost : IKeccakHost, IPrecompileHost
{
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

/// <summary>
/// The functions behind the precompiled contracts, without their gas. All are pure and total; lengths have been checked by the caller, and
/// unless said otherwise a result of false means that the input is invalid and the output unspecified.
/// </summary>
public interface IPrecompileHost
{
    /// <summary>SHA-256 of <paramref name="data"/> into 32 bytes.</summary>
    void Sha256(scoped ReadOnlySpan<byte> data, scoped Span<byte> hash);

    /// <summary>RIPEMD-160 of <paramref name="data"/> into 20 bytes.</summary>
    void Ripemd160(scoped ReadOnlySpan<byte> data, scoped Span<byte> hash);

    /// <summary>The compression function of BLAKE2b (EIP-152; RFC 7693, 3.2) on the eight words of <paramref name="state"/> and a block of 128 bytes.</summary>
    void Blake2F(uint rounds, scoped Span<ulong> state, scoped ReadOnlySpan<byte> block, ulong offsetLow, ulong offsetHigh, bool isLast);

    /// <summary>
    /// EIP-198: base^exponent mod modulus of the numbers in <paramref name="numbers"/>, as <see cref="Crypto.ModularExponentiation.Compute"/>
    /// takes and gives them.
    /// </summary>
    void ModExp(scoped ReadOnlySpan<byte> numbers, ulong baseLength, ulong exponentLength, ulong modulusLength, scoped Span<byte> room);

    /// <summary>EIP-196: two points (128 bytes) to their sum (64).</summary>
    bool Bn254Add(scoped ReadOnlySpan<byte> input, scoped Span<byte> output);

    /// <summary>EIP-196: a point and a scalar (96 bytes) to their product (64).</summary>
    bool Bn254Multiply(scoped ReadOnlySpan<byte> input, scoped Span<byte> output);

    /// <summary>EIP-197: whether the product of the pairings of all pairs (192 bytes each) is one.</summary>
    bool Bn254PairingCheck(scoped ReadOnlySpan<byte> input, out bool isOne);

    /// <summary>
    /// Whether <paramref name="proof"/> shows that the polynomial committed to by <paramref name="commitment"/> (48 bytes each) takes the
    /// value <paramref name="y"/> at <paramref name="z"/> (EIP-4844). The chain has no blobs and no trusted setup: there every host answers
    /// false, so that the precompile fails; only the host of the official tests verifies.
    /// </summary>
    bool VerifyKzgProof(scoped ReadOnlySpan<byte> commitment, in U256 z, in U256 y, scoped ReadOnlySpan<byte> proof);

    /// <summary>EIP-2537: two points of G1's curve (256 bytes) to their sum (128).</summary>
    bool Bls12AddG1(scoped ReadOnlySpan<byte> input, scoped Span<byte> output);

    /// <summary>EIP-2537: points of G1 with scalars (160 bytes each) to the sum of the multiples (128).</summary>
    bool Bls12SumG1(scoped ReadOnlySpan<byte> input, scoped Span<byte> output);

    /// <summary>EIP-2537: two points of G2's curve (512 bytes) to their sum (256).</summary>
    bool Bls12AddG2(scoped ReadOnlySpan<byte> input, scoped Span<byte> output);

    /// <summary>EIP-2537: points of G2 with scalars (288 bytes each) to the sum of the multiples (256).</summary>
    bool Bls12SumG2(scoped ReadOnlySpan<byte> input, scoped Span<byte> output);

    /// <summary>EIP-2537: whether the product of the pairings of all pairs (384 bytes each) is one.</summary>
    bool Bls12PairingCheck(scoped ReadOnlySpan<byte> input, out bool isOne);

    /// <summary>EIP-2537: a field element (64 bytes) to a point of G1 (128).</summary>
    bool Bls12MapToG1(scoped ReadOnlySpan<byte> input, scoped Span<byte> output);

    /// <summary>EIP-2537: an element of the quadratic extension (128 bytes) to a point of G2 (256).</summary>
    bool Bls12MapToG2(scoped ReadOnlySpan<byte> input, scoped Span<byte> output);

    /// <summary>EIP-7951: whether (r, s) is an ECDSA signature of <paramref name="messageHash"/> over P-256 by the key (x, y).</summary>
    bool VerifyP256(in U256 messageHash, in U256 r, in U256 s, in U256 x, in U256 y);
}
