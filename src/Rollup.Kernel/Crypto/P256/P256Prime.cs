using Rollup.Kernel.Crypto.Fields;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Crypto.P256;

/// <summary>2^256 − 2^224 + 2^192 + 2^96 − 1, the prime of P-256's base field (FIPS 186-4, D.1.2.3).</summary>
public readonly struct P256Prime : IPrime256
{
    /// <inheritdoc/>
    public static U256 Modulus => new(0xFFFFFFFFFFFFFFFF, 0x00000000FFFFFFFF, 0x0000000000000000, 0xFFFFFFFF00000001);

    /// <inheritdoc/>
    public static ulong NegativeInverse => 1;

    /// <inheritdoc/>
    public static U256 R => new(0x0000000000000001, 0xFFFFFFFF00000000, 0xFFFFFFFFFFFFFFFF, 0x00000000FFFFFFFE);

    /// <inheritdoc/>
    public static U256 RSquared => new(0x0000000000000003, 0xFFFFFFFBFFFFFFFF, 0xFFFFFFFFFFFFFFFE, 0x00000004FFFFFFFD);

    /// <inheritdoc/>
    public static bool HasSpareBit => false;
}
