using Rollup.Kernel.Crypto.Curves;
using Rollup.Kernel.Crypto.Fields;
using Rollup.Kernel.Primitives;
using TargetField = Rollup.Kernel.Crypto.Pairings.TargetField<Rollup.Kernel.Crypto.Bls12381.BaseField, Rollup.Kernel.Crypto.Bls12381.Bls12Pairing>;

namespace Rollup.Kernel.Crypto.Bls12381;

/// <summary>The operations of EIP-2537 on encoded points. Each is false if its input is invalid; lengths have been checked by the caller.</summary>
public static class Bls12Operations
{
    /// <summary>Bytes of a point of G1.</summary>
    public const int G1Size = Bls12Encoding.G1Size;

    /// <summary>Bytes of a point of G2.</summary>
    public const int G2Size = Bls12Encoding.G2Size;

    /// <summary>Bytes of a point of G1 with a scalar.</summary>
    public const int G1TermSize = G1Size + U256.Size;

    /// <summary>Bytes of a point of G2 with a scalar.</summary>
    public const int G2TermSize = G2Size + U256.Size;

    /// <summary>Bytes of a point of G1 and one of G2.</summary>
    public const int PairSize = G1Size + G2Size;

    /// <summary>The sum of two points of the curve, which need not lie in the group.</summary>
    public static bool AddG1(ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (!Bls12Encoding.TryReadG1(input, out AffinePoint<BaseField> a) || !Bls12Encoding.TryReadG1(input[G1Size..], out AffinePoint<BaseField> b))
            return false;
        Bls12Encoding.Write(b.IsInfinity ? a : JacobianPoint<BaseField, G1Curve>.FromAffine(in a).Add(in b).ToAffine(), output);
        return true;
    }

    /// <summary>The sum of two points of the twist, which need not lie in the group.</summary>
    public static bool AddG2(ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (!Bls12Encoding.TryReadG2(input, out AffinePoint<QuadraticExtension<BaseField>> a)
            || !Bls12Encoding.TryReadG2(input[G2Size..], out AffinePoint<QuadraticExtension<BaseField>> b))
            return false;
        Bls12Encoding.Write(b.IsInfinity ? a : JacobianPoint<QuadraticExtension<BaseField>, G2Curve>.FromAffine(in a).Add(in b).ToAffine(), output);
        return true;
    }

    /// <summary>The sum of multiples of points of G1, each followed by its scalar.</summary>
    public static bool SumG1(ReadOnlySpan<byte> input, Span<byte> output)
    {
        Span<AffinePoint<BaseField>> points = stackalloc AffinePoint<BaseField>[MultiScalar.MaxPoints];
        Span<U256> scalars = stackalloc U256[MultiScalar.MaxPoints];
        JacobianPoint<BaseField, G1Curve> sum = default;
        while (input.Length > 0)
        {
            int count = Math.Min(input.Length / G1TermSize, MultiScalar.MaxPoints);
            for (int i = 0; i < count; i++, input = input[G1TermSize..])
            {
                if (!Bls12Encoding.TryReadG1(input, out points[i]) || !G1Curve.IsInSubgroup(in points[i]))
                    return false;
                scalars[i] = U256.ReadBigEndian(input[G1Size..]);
            }

            sum = sum.Add(MultiScalar.Sum<BaseField, G1Curve>(points[..count], scalars[..count]));
        }

        Bls12Encoding.Write(sum.ToAffine(), output);
        return true;
    }

    /// <summary>The sum of multiples of points of G2, each followed by its scalar.</summary>
    public static bool SumG2(ReadOnlySpan<byte> input, Span<byte> output)
    {
        Span<AffinePoint<QuadraticExtension<BaseField>>> points = stackalloc AffinePoint<QuadraticExtension<BaseField>>[MultiScalar.MaxPoints];
        Span<U256> scalars = stackalloc U256[MultiScalar.MaxPoints];
        JacobianPoint<QuadraticExtension<BaseField>, G2Curve> sum = default;
        while (input.Length > 0)
        {
            int count = Math.Min(input.Length / G2TermSize, MultiScalar.MaxPoints);
            for (int i = 0; i < count; i++, input = input[G2TermSize..])
            {
                if (!Bls12Encoding.TryReadG2(input, out points[i]) || !G2Curve.IsInSubgroup(in points[i]))
                    return false;
                scalars[i] = U256.ReadBigEndian(input[G2Size..]);
            }

            sum = sum.Add(MultiScalar.Sum<QuadraticExtension<BaseField>, G2Curve>(points[..count], scalars[..count]));
        }

        Bls12Encoding.Write(sum.ToAffine(), output);
        return true;
    }

    /// <summary>Whether the product of the pairings of all pairs is one.</summary>
    public static bool PairingCheck(ReadOnlySpan<byte> input, out bool isOne)
    {
        isOne = false;
        TargetField product = TargetField.One;
        for (; input.Length >= PairSize; input = input[PairSize..])
        {
            if (!Bls12Encoding.TryReadG1(input, out AffinePoint<BaseField> p) || !G1Curve.IsInSubgroup(in p)
                || !Bls12Encoding.TryReadG2(input[G1Size..], out AffinePoint<QuadraticExtension<BaseField>> q) || !G2Curve.IsInSubgroup(in q))
                return false;
            if (!p.IsInfinity && !q.IsInfinity)
                product *= Bls12Pairing.MillerLoop(in p, in q);
        }

        isOne = Bls12Pairing.FinalExponentiation(in product).IsOne;
        return true;
    }

    /// <summary>The point of G1 that a field element maps to.</summary>
    public static bool MapToG1(ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (!Bls12Encoding.TryReadField(input, out BaseField element))
            return false;
        Bls12Encoding.Write(MapToCurve.ToG1(in element), output);
        return true;
    }

    /// <summary>The point of G2 that an element of F_p² maps to.</summary>
    public static bool MapToG2(ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (!Bls12Encoding.TryReadField(input, out QuadraticExtension<BaseField> element))
            return false;
        Bls12Encoding.Write(MapToCurve.ToG2(in element), output);
        return true;
    }
}
