using Rollup.Kernel.Crypto.Curves;
using Rollup.Kernel.Crypto.Fields;
using BaseField = Rollup.Kernel.Crypto.Fields.PrimeField256<Rollup.Kernel.Crypto.Bn254.Bn254Prime>;

namespace Rollup.Kernel.Crypto.Bn254;

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
