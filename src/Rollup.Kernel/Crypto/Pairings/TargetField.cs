using System.Runtime.InteropServices;
using Rollup.Kernel.Crypto.Fields;

namespace Rollup.Kernel.Crypto.Pairings;

/// <summary>F_p¹² = F_p⁶[w], w² = v, where pairings take their values: A + B w.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct TargetField<TBase, TCurve>
    where TBase : struct, IField<TBase>
    where TCurve : struct, IPairingCurve<TBase>
{
    public readonly SexticExtension<TBase, TCurve> A;
    public readonly SexticExtension<TBase, TCurve> B;

    public TargetField(in SexticExtension<TBase, TCurve> a, in SexticExtension<TBase, TCurve> b)
    {
        A = a;
        B = b;
    }

    public static TargetField<TBase, TCurve> One => new(SexticExtension<TBase, TCurve>.One, default);

    public bool IsOne =>
        A.A == QuadraticExtension<TBase>.One && A.B.IsZero && A.C.IsZero && B.A.IsZero && B.B.IsZero && B.C.IsZero;

    /// <summary>A − B w, the p⁶-th power: the inverse of an element of the cyclotomic subgroup.</summary>
    public TargetField<TBase, TCurve> Conjugate() => new(in A, -B);

    public TargetField<TBase, TCurve> Square()
    {
        SexticExtension<TBase, TCurve> product = A * B;
        SexticExtension<TBase, TCurve> a = ((A + B) * (A + B.MultiplyByV())) - product - product.MultiplyByV();
        return new(in a, product + product);
    }

    /// <summary>
    /// The square of an element of the cyclotomic subgroup, order p⁴ − p² + 1 (Granger and Scott, "Faster squaring in the cyclotomic
    /// subgroup of sixth degree extensions", 2010): three squares in F_p⁴ = F_p²[s], s² = ξ.
    /// </summary>
    public TargetField<TBase, TCurve> CyclotomicSquare()
    {
        SquareQuartic(in A.A, in B.B, out QuadraticExtension<TBase> t0, out QuadraticExtension<TBase> t1);
        SquareQuartic(in B.A, in A.C, out QuadraticExtension<TBase> t2, out QuadraticExtension<TBase> t3);
        SquareQuartic(in A.B, in B.C, out QuadraticExtension<TBase> t4, out QuadraticExtension<TBase> t5);
        var a = new SexticExtension<TBase, TCurve>(TripleMinusTwice(in t0, in A.A), TripleMinusTwice(in t2, in A.B), TripleMinusTwice(in t4, in A.C));
        var b = new SexticExtension<TBase, TCurve>(
            TriplePlusTwice(TCurve.MultiplyByXi(in t5), in B.A), TriplePlusTwice(in t1, in B.B), TriplePlusTwice(in t3, in B.C));
        return new(in a, in b);
    }

    public TargetField<TBase, TCurve> Inverse()
    {
        SexticExtension<TBase, TCurve> norm = (A * A) - (B * B).MultiplyByV();
        SexticExtension<TBase, TCurve> inverse = norm.Inverse();
        return new(A * inverse, -(B * inverse));
    }

    /// <summary>The p-th power.</summary>
    public TargetField<TBase, TCurve> Frobenius()
    {
        ReadOnlySpan<QuadraticExtension<TBase>> powers = TCurve.Frobenius;
        var a = new SexticExtension<TBase, TCurve>(A.A.Conjugate(), A.B.Conjugate() * powers[1], A.C.Conjugate() * powers[3]);
        var b = new SexticExtension<TBase, TCurve>(B.A.Conjugate() * powers[0], B.B.Conjugate() * powers[2], B.C.Conjugate() * powers[4]);
        return new(in a, in b);
    }

    /// <summary>This element of the cyclotomic subgroup to the power of <paramref name="exponent"/>, which is not 0.</summary>
    public TargetField<TBase, TCurve> CyclotomicPower(ulong exponent)
    {
        TargetField<TBase, TCurve> result = this;
        for (int i = 62 - System.Numerics.BitOperations.LeadingZeroCount(exponent); i >= 0; i--)
        {
            result = result.CyclotomicSquare();
            if (((exponent >> i) & 1) != 0)
                result *= this;
        }

        return result;
    }

    /// <summary>The product with a line in the shape that it has for the curve's kind of twist.</summary>
    public TargetField<TBase, TCurve> Multiply(in Line<TBase> line)
    {
        if (TCurve.IsDivisiveTwist)
        {
            // c0 + (c1 + c2 v) w
            SexticExtension<TBase, TCurve> low = A.Scale(in line.C0);
            SexticExtension<TBase, TCurve> high = B.MultiplySparse(in line.C1, in line.C2);
            return new(low + high.MultiplyByV(), (A + B).MultiplySparse(line.C0 + line.C1, in line.C2) - low - high);
        }
        else
        {
            // (c0 + c1 v) + c2 v w
            SexticExtension<TBase, TCurve> low = A.MultiplySparse(in line.C0, in line.C1);
            SexticExtension<TBase, TCurve> high = B.MultiplySparse(in line.C2);
            return new(low + high.MultiplyByV(), (A + B).MultiplySparse(in line.C0, line.C1 + line.C2) - low - high);
        }
    }

    public static TargetField<TBase, TCurve> operator *(in TargetField<TBase, TCurve> a, in TargetField<TBase, TCurve> b)
    {
        SexticExtension<TBase, TCurve> low = a.A * b.A;
        SexticExtension<TBase, TCurve> high = a.B * b.B;
        return new(low + high.MultiplyByV(), ((a.A + a.B) * (b.A + b.B)) - low - high);
    }

    /// <summary>(a + b s)² with s² = ξ.</summary>
    private static void SquareQuartic(
        in QuadraticExtension<TBase> a, in QuadraticExtension<TBase> b, out QuadraticExtension<TBase> low, out QuadraticExtension<TBase> high)
    {
        QuadraticExtension<TBase> aa = a.Square();
        QuadraticExtension<TBase> bb = b.Square();
        low = aa + TCurve.MultiplyByXi(in bb);
        high = (a + b).Square() - aa - bb;
    }

    private static QuadraticExtension<TBase> TripleMinusTwice(in QuadraticExtension<TBase> t, in QuadraticExtension<TBase> x)
    {
        QuadraticExtension<TBase> difference = t - x;
        return difference + difference + t;
    }

    private static QuadraticExtension<TBase> TriplePlusTwice(in QuadraticExtension<TBase> t, in QuadraticExtension<TBase> x)
    {
        QuadraticExtension<TBase> sum = t + x;
        return sum + sum + t;
    }
}
