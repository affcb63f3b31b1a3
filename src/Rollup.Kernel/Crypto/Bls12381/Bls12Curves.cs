using Rollup.Kernel.Crypto.Curves;
using Rollup.Kernel.Crypto.Fields;

namespace Rollup.Kernel.Crypto.Bls12381;

/// <summary>y² = x³ + 4; G1 is its subgroup of order r.</summary>
public readonly struct G1Curve : ICurve<BaseField>
{
    /// <inheritdoc/>
    public static BaseField A => default;

    /// <inheritdoc/>
    public static bool IsAZero => true;

    /// <inheritdoc/>
    public static BaseField B => BaseField.FromMontgomery(
        0xAA270000000CFFF3, 0x53CC0032FC34000A, 0x478FE97A6B0A807F, 0xB1D37EBEE6BA24D7, 0x8EC9733BBF78AB2F, 0x09D645513D83DE7E);

    /// <summary>1 − x: times it, a point of the curve comes into the group (RFC 9380, 8.8.1).</summary>
    internal static ReadOnlySpan<ulong> EffectiveCofactor => [Bls12Pairing.AbsoluteX + 1];

    /// <summary>A cube root β of one: (βx, y) is −x² times (x, y) on the group, x being the curve's parameter.</summary>
    private static BaseField Beta => BaseField.FromMontgomery(
        0x30F1361B798A64E8, 0xF3B8DDAB7ECE5A2A, 0x16A8CA3AC61577F7, 0xC26A2FF874FD029B, 0x3636B76660701C6E, 0x051BA4AB241B6160);

    /// <summary>
    /// Whether a point of the curve lies in the group. φ(P) = (βx, y) satisfies φ² + φ + 1 = 0; φ(P) = λP with λ = −x² therefore means
    /// that (λ² + λ + 1) P = (x⁴ − x² + 1) P = r P is infinity.
    /// </summary>
    public static bool IsInSubgroup(in AffinePoint<BaseField> point)
    {
        JacobianPoint<BaseField, G1Curve> multiple =
            JacobianPoint<BaseField, G1Curve>.FromAffine(in point).Multiply([Bls12Pairing.AbsoluteX]).Multiply([Bls12Pairing.AbsoluteX]);
        var image = new AffinePoint<BaseField>(point.X * Beta, -point.Y);
        return JacobianPoint<BaseField, G1Curve>.AreEqual(in multiple, JacobianPoint<BaseField, G1Curve>.FromAffine(in image));
    }
}

/// <summary>The twist y² = x³ + 4 (1 + i); G2 is its subgroup of order r.</summary>
public readonly struct G2Curve : ICurve<QuadraticExtension<BaseField>>
{
    /// <inheritdoc/>
    public static QuadraticExtension<BaseField> A => default;

    /// <inheritdoc/>
    public static bool IsAZero => true;

    /// <inheritdoc/>
    public static QuadraticExtension<BaseField> B => Bls12Pairing.TwistB;

    /// <summary>1 / ξ^((p−1)/3).</summary>
    private static QuadraticExtension<BaseField> FrobeniusX => new(
        default,
        BaseField.FromMontgomery(0x890DC9E4867545C3, 0x2AF322533285A5D5, 0x50880866309B7E2C, 0xA20D1B8C7E881024, 0x14E4F04FE2DB9068, 0x14E56D3F1564853A));

    /// <summary>1 / ξ^((p−1)/2).</summary>
    private static QuadraticExtension<BaseField> FrobeniusY => new(
        BaseField.FromMontgomery(0x3E2F585DA55C9AD1, 0x4294213D86C18183, 0x382844C88B623732, 0x92AD2AFD19103E18, 0x1D794E4FAC7CF0B9, 0x0BD592FC7D825EC8),
        BaseField.FromMontgomery(0x7BCFA7A25AA30FDA, 0xDC17DEC12A927E7C, 0x2F088DD86B4EBEF1, 0xD1CA2087DA74D4A7, 0x2DA2596696CEBC1D, 0x0E2B7EEDBBFD87D2));

    /// <summary>The p-th power map ψ of the curve over F_p¹², seen on the twist.</summary>
    public static AffinePoint<QuadraticExtension<BaseField>> Frobenius(in AffinePoint<QuadraticExtension<BaseField>> point) =>
        new(point.X.Conjugate() * FrobeniusX, point.Y.Conjugate() * FrobeniusY);

    /// <summary>
    /// Whether a point of the twist lies in the group: ψ(Q) = x Q. As ψ² − tψ + p = 0 and t = x + 1, this means that (x² − t x + p) Q =
    /// (p + 1 − t) Q = h₁ r Q is infinity, h₁ being the cofactor of G1, which has no factor in common with the twist's (Scott, eprint 2021/1130).
    /// </summary>
    public static bool IsInSubgroup(in AffinePoint<QuadraticExtension<BaseField>> point)
    {
        JacobianPoint<QuadraticExtension<BaseField>, G2Curve> multiple = MultiplyByX(JacobianPoint<QuadraticExtension<BaseField>, G2Curve>.FromAffine(in point));
        return JacobianPoint<QuadraticExtension<BaseField>, G2Curve>.AreEqual(
            in multiple, JacobianPoint<QuadraticExtension<BaseField>, G2Curve>.FromAffine(Frobenius(in point)));
    }

    /// <summary>A multiple of a point of the twist that lies in the group: (x² − x − 1) Q + (x − 1) ψ(Q) + ψ²(2Q) (RFC 9380, G.3).</summary>
    internal static JacobianPoint<QuadraticExtension<BaseField>, G2Curve> ClearCofactor(in JacobianPoint<QuadraticExtension<BaseField>, G2Curve> point)
    {
        JacobianPoint<QuadraticExtension<BaseField>, G2Curve> image = Frobenius(in point);
        JacobianPoint<QuadraticExtension<BaseField>, G2Curve> timesX = MultiplyByX(in point);
        JacobianPoint<QuadraticExtension<BaseField>, G2Curve> sum = MultiplyByX(timesX.Add(in image)).Add(-timesX).Add(-image).Add(-point);
        return sum.Add(Frobenius(Frobenius(point.Double())));
    }

    private static JacobianPoint<QuadraticExtension<BaseField>, G2Curve> Frobenius(in JacobianPoint<QuadraticExtension<BaseField>, G2Curve> point) =>
        JacobianPoint<QuadraticExtension<BaseField>, G2Curve>.FromAffine(Frobenius(point.ToAffine()));

    private static JacobianPoint<QuadraticExtension<BaseField>, G2Curve> MultiplyByX(in JacobianPoint<QuadraticExtension<BaseField>, G2Curve> point) =>
        -point.Multiply([Bls12Pairing.AbsoluteX]);
}
