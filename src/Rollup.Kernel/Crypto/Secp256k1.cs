using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Crypto;

/// <summary>ECDSA public-key recovery over secp256k1 (SEC 2, section 2.4.1).</summary>
public static class Secp256k1
{
    /// <summary>n, the order of the group.</summary>
    public static U256 Order => new(0xBFD25E8CD0364141, 0xBAAEDCE6AF48A03B, 0xFFFFFFFFFFFFFFFE, 0xFFFFFFFFFFFFFFFF);

    /// <summary>⌊n / 2⌋, the highest s that transactions may have (EIP-2).</summary>
    public static U256 HalfOrder => new(0xDFE92F46681B20A0, 0x5D576E7357A4501D, 0xFFFFFFFFFFFFFFFF, 0x7FFFFFFFFFFFFFFF);

    /// <summary>Not there yet: refuses every signature.</summary>
    public static bool RecoverAddress(in Hash256 messageHash, in U256 r, in U256 s, int yParity, out Address signer)
    {
        signer = default;
        return false;
    }
}
