using System.Security.Cryptography;
using Rollup.Kernel.Crypto.Curves;
using Rollup.Kernel.Crypto.P256;
using Rollup.Kernel.Primitives;
using BaseField = Rollup.Kernel.Crypto.Fields.PrimeField256<Rollup.Kernel.Crypto.P256.P256Prime>;

namespace Rollup.Execution.Native;

/// <summary>
/// ECDSA over P-256 by the system's library. Everything that libraries treat differently (ranges, points off the curve) is decided here
/// first, as <see cref="P256Curve.Verify"/> decides it: answers must not depend on the library, and a key that it refuses would cost an exception, which is dearer than
/// the gas of the call.
/// </summary>
internal static class NativeP256
{
    /// <summary>As <see cref="P256Curve.Verify"/>.</summary>
    public static bool Verify(in U256 messageHash, in U256 r, in U256 s, in U256 x, in U256 y)
    {
        U256 n = P256Curve.Order;
        if (r.IsZero || s.IsZero || r >= n || s >= n)
            return false;
        if (!BaseField.TryFrom(in x, out BaseField keyX) || !BaseField.TryFrom(in y, out BaseField keyY))
            return false;
        var key = new AffinePoint<BaseField>(in keyX, in keyY);
        if (key.IsInfinity || !key.IsOn<P256Curve>())
            return false;

        Span<byte> hash = stackalloc byte[U256.Size];
        Span<byte> signature = stackalloc byte[2 * U256.Size];
        messageHash.WriteBigEndian(hash);
        r.WriteBigEndian(signature);
        s.WriteBigEndian(signature[U256.Size..]);
        using ECDsa ecdsa = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = ToBytes(in x), Y = ToBytes(in y) } });
        return ecdsa.VerifyHash(hash, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private static byte[] ToBytes(in U256 value)
    {
        byte[] bytes = new byte[U256.Size];
        value.WriteBigEndian(bytes);
        return bytes;
    }
}
