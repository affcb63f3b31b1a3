using Rollup.Kernel.Crypto.Fields;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Crypto.Bn254;

/// <summary>The prime of BN254's base field (EIP-196), 36x⁴ + 36x³ + 24x² + 6x + 1 with x = 4965661367192848881.</summary>
public readonly struct Bn254Prime : IPrime256
{
    /// <inheritdoc/>
    public static U256 Modulus => new(0x3C208C16D87CFD47, 0x97816A916871CA8D, 0xB85045B68181585D, 0x30644E72E131A029);

    /// <inheritdoc/>
    public static ulong NegativeInverse => 0x87D20782E4866389;

    /// <inheritdoc/>
    public static U256 R => new(0xD35D438DC58F0D9D, 0x0A78EB28F5C70B3D, 0x666EA36F7879462C, 0x0E0A77C19A07DF2F);

    /// <inheritdoc/>
    public static U256 RSquared => new(0xF32CFC5B538AFA89, 0xB5E71911D44501FB, 0x47AB1EFF0A417FF6, 0x06D89F71CAB8351F);

    /// <inheritdoc/>
    public static bool HasSpareBit => true;
}
