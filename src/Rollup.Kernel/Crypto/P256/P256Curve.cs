using Rollup.Kernel.Crypto.Curves;
using Rollup.Kernel.Crypto.Fields;
using Rollup.Kernel.Primitives;
using BaseField = Rollup.Kernel.Crypto.Fields.PrimeField256<Rollup.Kernel.Crypto.P256.P256Prime>;

namespace Rollup.Kernel.Crypto.P256;

/// <summary>NIST's curve P-256, y² = x³ − 3x + b, of prime order (FIPS 186-4, D.1.2.3), and its ECDSA.</summary>
public readonly struct P256Curve : ICurve<BaseField>
{
    /// <summary>n, the order of the group.</summary>
    public static U256 Order => new(0xF3B9CAC2FC632551, 0xBCE6FAADA7179E84, 0xFFFFFFFFFFFFFFFF, 0xFFFFFFFF00000000);

    /// <inheritdoc/>
    public static BaseField A => BaseField.FromMontgomery(0xFFFFFFFFFFFFFFFC, 0x00000003FFFFFFFF, 0x0000000000000000, 0xFFFFFFFC00000004);

    /// <inheritdoc/>
    public static bool IsAZero => false;

    /// <inheritdoc/>
    public static BaseField B => BaseField.FromMontgomery(0xD89CDF6229C4BDDF, 0xACF005CD78843090, 0xE5A220ABF7212ED6, 0xDC30061D04874834);

    private static AffinePoint<BaseField> Generator => new(
        BaseField.FromMontgomery(0x79E730D418A9143C, 0x75BA95FC5FEDB601, 0x79FB732B77622510, 0x18905F76A53755C6),
        BaseField.FromMontgomery(0xDDF25357CE95560A, 0x8B4AB8E4BA19E45C, 0xD2E88688DD21F325, 0x8571FF1825885D85));

    /// <summary>
    /// Whether (<paramref name="r"/>, <paramref name="s"/>) is an ECDSA signature of <paramref name="messageHash"/> by the key
    /// (<paramref name="x"/>, <paramref name="y"/>). False for r or s outside [1, n), coordinates not below p, a point off the curve or
    /// infinity. Any s below n is accepted (EIP-7951).
    /// </summary>
    public static bool Verify(in U256 messageHash, in U256 r, in U256 s, in U256 x, in U256 y)
    {
        U256 n = Order;
        if (r.IsZero || s.IsZero || r >= n || s >= n)
            return false;
        if (!BaseField.TryFrom(in x, out BaseField keyX) || !BaseField.TryFrom(in y, out BaseField keyY))
            return false;
        var key = new AffinePoint<BaseField>(in keyX, in keyY);
        if (key.IsInfinity || !key.IsOn<P256Curve>())
            return false;

        // (z · G + r · Q) / s has the x-coordinate r modulo n.
        U256 inverse = ModularInverse.Compute(in s, in n);
        U256 z = messageHash % n;
        Span<U256> scalars = stackalloc U256[2];
        scalars[0] = U256.MulMod(in z, in inverse, in n);
        scalars[1] = U256.MulMod(in r, in inverse, in n);
        Span<AffinePoint<BaseField>> points = stackalloc AffinePoint<BaseField>[2];
        points[0] = Generator;
        points[1] = key;
        JacobianPoint<BaseField, P256Curve> sum = MultiScalar.Sum<BaseField, P256Curve>(points, scalars);
        return !sum.IsInfinity && sum.ToAffine().X.ToU256() % n == r;
    }
}

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
