using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Crypto;

/// <summary>ECDSA public-key recovery over secp256k1 (SEC 2, section 2.4.1).</summary>
public static class Secp256k1
{
    /// <summary>Not there yet: refuses every signature.</summary>
    public static bool RecoverAddress(in Hash256 messageHash, in U256 r, in U256 s, int yParity, out Address signer)
    {
        signer = default;
        return false;
    }
}
