using Rollup.Kernel.Crypto.Curves;

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
