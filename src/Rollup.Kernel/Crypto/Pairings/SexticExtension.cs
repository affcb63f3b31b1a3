using System.Runtime.InteropServices;
using Rollup.Kernel.Crypto.Fields;

namespace Rollup.Kernel.Crypto.Pairings;

/// <summary>F_p⁶ = F_p²[v], v³ = ξ: A + B v + C v².</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct SexticExtension<TBase, TCurve>
    where TBase : struct, IField<TBase>
    where TCurve : struct, IPairingCurve<TBase>
{
    public readonly QuadraticExtension<TBase> A;
    public readonly QuadraticExtension<TBase> B;
    public readonly QuadraticExtension<TBase> C;

    public SexticExtension(in QuadraticExtension<TBase> a, in QuadraticExtension<TBase> b, in QuadraticExtension<TBase> c)
    {
        A = a;
        B = b;
        C = c;
    }

    public static SexticExtension<TBase, TCurve> One => new(QuadraticExtension<TBase>.One, default, default);

    /// <summary>The product with v.</summary>
    public SexticExtension<TBase, TCurve> MultiplyByV() => new(TCurve.MultiplyByXi(in C), in A, in B);

    public SexticExtension<TBase, TCurve> Scale(in QuadraticExtension<TBase> factor) => new(A * factor, B * factor, C * factor);

    /// <summary>The product with a + b v.</summary>
    public SexticExtension<TBase, TCurve> MultiplySparse(in QuadraticExtension<TBase> a, in QuadraticExtension<TBase> b)
    {
        QuadraticExtension<TBase> aa = A * a;
        QuadraticExtension<TBase> bb = B * b;
        QuadraticExtension<TBase> cb = C * b;
        return new(
            aa + TCurve.MultiplyByXi(in cb),
            ((A + B) * (a + b)) - aa - bb,
            (C * a) + bb);
    }

    /// <summary>The product with b v.</summary>
    public SexticExtension<TBase, TCurve> MultiplySparse(in QuadraticExtension<TBase> b) => new(TCurve.MultiplyByXi(C * b), A * b, B * b);

    public SexticExtension<TBase, TCurve> Inverse()
    {
        // The adjugate of the multiplication's matrix, divided by its determinant.
        QuadraticExtension<TBase> x = A.Square() - TCurve.MultiplyByXi(B * C);
        QuadraticExtension<TBase> y = TCurve.MultiplyByXi(C.Square()) - (A * B);
        QuadraticExtension<TBase> z = B.Square() - (A * C);
        QuadraticExtension<TBase> determinant = (A * x) + TCurve.MultiplyByXi((C * y) + (B * z));
        return new SexticExtension<TBase, TCurve>(in x, in y, in z).Scale(determinant.Inverse());
    }

    public static SexticExtension<TBase, TCurve> operator +(in SexticExtension<TBase, TCurve> a, in SexticExtension<TBase, TCurve> b) =>
        new(a.A + b.A, a.B + b.B, a.C + b.C);

    public static SexticExtension<TBase, TCurve> operator -(in SexticExtension<TBase, TCurve> a, in SexticExtension<TBase, TCurve> b) =>
        new(a.A - b.A, a.B - b.B, a.C - b.C);

    public static SexticExtension<TBase, TCurve> operator -(in SexticExtension<TBase, TCurve> a) => new(-a.A, -a.B, -a.C);

    /// <summary>By Karatsuba's formulas: six products.</summary>
    public static SexticExtension<TBase, TCurve> operator *(in SexticExtension<TBase, TCurve> a, in SexticExtension<TBase, TCurve> b)
    {
        QuadraticExtension<TBase> aa = a.A * b.A;
        QuadraticExtension<TBase> bb = a.B * b.B;
        QuadraticExtension<TBase> cc = a.C * b.C;
        return new(
            aa + TCurve.MultiplyByXi(((a.B + a.C) * (b.B + b.C)) - bb - cc),
            ((a.A + a.B) * (b.A + b.B)) - aa - bb + TCurve.MultiplyByXi(in cc),
            ((a.A + a.C) * (b.A + b.C)) - aa - cc + bb);
    }
}
