using System.Runtime.InteropServices;
using Rollup.Kernel.Primitives;

namespace Rollup.Execution.Native;

/// <summary>An ECDSA signature with the hash it signs: everything that a signer is recovered from.</summary>
/// <param name="MessageHash">The signed hash.</param>
/// <param name="R">The signature's r.</param>
/// <param name="S">The signature's s.</param>
/// <param name="YParity">The parity of the nonce point's y, 0 or 1.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RecoverableSignature(Hash256 MessageHash, U256 R, U256 S, int YParity);
