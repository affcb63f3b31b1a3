using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Crypto.Secp256k1;

/// <summary>ECDSA public-key recovery over secp256k1, y² = x³ + 7 over the integers modulo p (SEC 1, section 4.1.6; SEC 2, section 2.4.1).</summary>
public static class Secp256k1Curve
{
    /// <summary>n, the order of the group.</summary>
    public static U256 Order => new(0xBFD25E8CD0364141, 0xBAAEDCE6AF48A03B, 0xFFFFFFFFFFFFFFFE, 0xFFFFFFFFFFFFFFFF);

    /// <summary>⌊n / 2⌋, the highest s that transactions may have (EIP-2).</summary>
    public static U256 HalfOrder => new(0xDFE92F46681B20A0, 0x5D576E7357A4501D, 0xFFFFFFFFFFFFFFFF, 0x7FFFFFFFFFFFFFFF);

    /// <summary>
    /// The public key (x, y) whose owner signed <paramref name="messageHash"/> with (<paramref name="r"/>, <paramref name="s"/>).
    /// False when there is none: r or s outside [1, n), parity not 0 or 1, no point with x = r, or the key at infinity. Any s below n
    /// is accepted. Points with an x of n or more (recovery ids 2 and 3) cannot be named, in transactions as in ECRECOVER.
    /// </summary>
    public static bool RecoverPublicKey(in Hash256 messageHash, in U256 r, in U256 s, int yParity, out U256 x, out U256 y)
    {
        x = default;
        y = default;
        if (r.IsZero || s.IsZero || r >= Order || s >= Order || (uint)yParity > 1)
            return false;
        if (!Secp256k1AffinePoint.FromX(in r, yParity == 1, out Secp256k1AffinePoint noncePoint))
            return false;

        // Q = (s · R − z · G) / r
        U256 n = Order;
        U256 inverse = ModularInverse.Compute(in r, in n);
        U256 z = messageHash.ToU256() % n;
        U256 generatorScalar = U256.MulMod(n - z, in inverse, in n);
        U256 pointScalar = U256.MulMod(in s, in inverse, in n);
        Secp256k1JacobianPoint key = DoubleMultiplication.Compute(in generatorScalar, in noncePoint, in pointScalar);
        if (key.IsInfinity)
            return false;

        Secp256k1AffinePoint affine = key.ToAffine();
        x = affine.X.ToU256();
        y = affine.Y.ToU256();
        return true;
    }

    /// <summary>The address of the key that <see cref="RecoverPublicKey"/> finds: the last 20 bytes of the Keccak-256 of x ‖ y.</summary>
    public static bool RecoverAddress(in Hash256 messageHash, in U256 r, in U256 s, int yParity, out Address signer)
    {
        if (!RecoverPublicKey(in messageHash, in r, in s, yParity, out U256 x, out U256 y))
        {
            signer = default;
            return false;
        }

        Span<byte> key = stackalloc byte[2 * U256.Size];
        x.WriteBigEndian(key);
        y.WriteBigEndian(key[U256.Size..]);
        Hash256 hash = Keccak256.Hash(key);
        signer = Address.FromSpan(hash.AsSpan()[(Hash256.Size - Address.Size)..]);
        return true;
    }
}
