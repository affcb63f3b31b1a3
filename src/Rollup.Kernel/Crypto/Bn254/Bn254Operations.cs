using Rollup.Kernel.Crypto.Curves;
using Rollup.Kernel.Crypto.Fields;
using Rollup.Kernel.Primitives;
using BaseField = Rollup.Kernel.Crypto.Fields.PrimeField256<Rollup.Kernel.Crypto.Bn254.Bn254Prime>;
using TargetField = Rollup.Kernel.Crypto.Pairings.TargetField<
    Rollup.Kernel.Crypto.Fields.PrimeField256<Rollup.Kernel.Crypto.Bn254.Bn254Prime>, Rollup.Kernel.Crypto.Bn254.Bn254Pairing>;

namespace Rollup.Kernel.Crypto.Bn254;

/// <summary>
/// The operations of EIP-196 and EIP-197 on encoded points: coordinates are 32 bytes, big-endian and below p; infinity is all zero; an
/// element of F_p² gives the coefficient of i first.
/// </summary>
public static class Bn254Operations
{
    /// <summary>Bytes of a point of G1.</summary>
    public const int G1Size = 64;

    /// <summary>Bytes of a point of G1 and one of G2.</summary>
    public const int PairSize = 192;

    /// <summary>The sum of two points (128 bytes) into 64 bytes; false if one is invalid.</summary>
    public static bool Add(ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (!TryReadG1(input, out AffinePoint<BaseField> a) || !TryReadG1(input[G1Size..], out AffinePoint<BaseField> b))
            return false;
        JacobianPoint<BaseField, Bn254G1> sum = JacobianPoint<BaseField, Bn254G1>.FromAffine(in a);
        WriteG1(b.IsInfinity ? a : sum.Add(in b).ToAffine(), output);
        return true;
    }

    /// <summary>The product of a point with a scalar of any size (96 bytes) into 64 bytes; false if the point is invalid.</summary>
    public static bool Multiply(ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (!TryReadG1(input, out AffinePoint<BaseField> point))
            return false;
        U256 scalar = U256.ReadBigEndian(input[G1Size..]);
        WriteG1(MultiScalar.Sum<BaseField, Bn254G1>([point], [scalar]).ToAffine(), output);
        return true;
    }

    /// <summary>
    /// Whether the product of the pairings of all pairs (192 bytes each) is one; false with a result of false if a point is invalid or outside
    /// its group.
    /// </summary>
    public static bool PairingCheck(ReadOnlySpan<byte> input, out bool isOne)
    {
        isOne = false;
        TargetField product = TargetField.One;
        for (; input.Length >= PairSize; input = input[PairSize..])
        {
            if (!TryReadG1(input, out AffinePoint<BaseField> p) || !TryReadG2(input[G1Size..], out AffinePoint<QuadraticExtension<BaseField>> q))
                return false;
            if (!p.IsInfinity && !q.IsInfinity)
                product *= Bn254Pairing.MillerLoop(in p, in q);
        }

        isOne = Bn254Pairing.FinalExponentiation(in product).IsOne;
        return true;
    }

    private static bool TryReadG1(ReadOnlySpan<byte> source, out AffinePoint<BaseField> point)
    {
        bool isCanonical = TryReadField(source, out BaseField x) & TryReadField(source[U256.Size..], out BaseField y);
        point = new(in x, in y);
        return isCanonical && point.IsOn<Bn254G1>();
    }

    private static bool TryReadG2(ReadOnlySpan<byte> source, out AffinePoint<QuadraticExtension<BaseField>> point)
    {
        bool isCanonical = TryReadField(source, out BaseField xi) & TryReadField(source[32..], out BaseField x)
            & TryReadField(source[64..], out BaseField yi) & TryReadField(source[96..], out BaseField y);
        point = new(new QuadraticExtension<BaseField>(in x, in xi), new QuadraticExtension<BaseField>(in y, in yi));
        return isCanonical && point.IsOn<Bn254G2>() && Bn254G2.IsInSubgroup(in point);
    }

    private static bool TryReadField(ReadOnlySpan<byte> source, out BaseField element) => BaseField.TryFrom(U256.ReadBigEndian(source), out element);

    private static void WriteG1(in AffinePoint<BaseField> point, Span<byte> destination)
    {
        point.X.ToU256().WriteBigEndian(destination);
        point.Y.ToU256().WriteBigEndian(destination[U256.Size..]);
    }
}
