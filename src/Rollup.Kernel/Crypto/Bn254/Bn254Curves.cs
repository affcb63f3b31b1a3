using Rollup.Kernel.Crypto.Curves;
using Rollup.Kernel.Crypto.Fields;
using Rollup.Kernel.Primitives;
using BaseField = Rollup.Kernel.Crypto.Fields.PrimeField256<Rollup.Kernel.Crypto.Bn254.Bn254Prime>;

namespace Rollup.Kernel.Crypto.Bn254;

/// <summary>y² = x³ + 3, a curve of prime order: each of its points lies in the group.</summary>
public readonly struct Bn254G1 : ICurve<BaseField>
{
    /// <inheritdoc/>
    public static BaseField A => default;

    /// <inheritdoc/>
    public static bool IsAZero => true;

    /// <inheritdoc/>
    public static BaseField B => BaseField.FromMontgomery(0x7A17CAA950AD28D7, 0x1F6AC17AE15521B9, 0x334BEA4E696BD284, 0x2A1F6744CE179D8E);
}

/// <summary>The twist y² = x³ + 3 / (9 + i); the group is its subgroup of order r.</summary>
public readonly struct Bn254G2 : ICurve<QuadraticExtension<BaseField>>
{
    /// <inheritdoc/>
    public static QuadraticExtension<BaseField> A => default;

    /// <inheritdoc/>
    public static bool IsAZero => true;

    /// <inheritdoc/>
    public static QuadraticExtension<BaseField> B => Bn254Pairing.TwistB;

    /// <summary>6x², the p-th power's eigenvalue on the subgroup.</summary>
    private static ReadOnlySpan<ulong> FrobeniusEigenvalue => [0xF83E9682E87CFD46, 0x6F4D8248EEB859FB];

    /// <summary>
    /// The p-th power map ψ of the curve over F_p¹², seen on the twist: (x̄ ξ^((p−1)/3), ȳ ξ^((p−1)/2)). ψ² − tψ + p = 0.
    /// </summary>
    public static AffinePoint<QuadraticExtension<BaseField>> Frobenius(in AffinePoint<QuadraticExtension<BaseField>> point) =>
        new(point.X.Conjugate() * Bn254Pairing.Frobenius[1], point.Y.Conjugate() * Bn254Pairing.Frobenius[2]);

    /// <summary>
    /// Whether a point of the twist lies in the subgroup. ψ(Q) = (t − 1) Q, with t − 1 = 6x², means that
    /// ((t − 1)² − t (t − 1) + p) Q = (p + 1 − t) Q = r Q is infinity.
    /// </summary>
    public static bool IsInSubgroup(in AffinePoint<QuadraticExtension<BaseField>> point)
    {
        JacobianPoint<QuadraticExtension<BaseField>, Bn254G2> multiple =
            JacobianPoint<QuadraticExtension<BaseField>, Bn254G2>.FromAffine(in point).Multiply(FrobeniusEigenvalue);
        return JacobianPoint<QuadraticExtension<BaseField>, Bn254G2>.AreEqual(
            in multiple, JacobianPoint<QuadraticExtension<BaseField>, Bn254G2>.FromAffine(Frobenius(in point)));
    }
}

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
