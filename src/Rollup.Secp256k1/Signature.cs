using Rollup.Kernel.Primitives;

namespace Rollup.Secp256k1;

/// <summary>An ECDSA signature over secp256k1 with low s, and the parity of its nonce point's y coordinate (0 or 1).</summary>
public readonly record struct Signature(U256 R, U256 S, int YParity);
