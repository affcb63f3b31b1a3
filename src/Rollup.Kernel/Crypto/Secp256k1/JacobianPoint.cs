using System.Runtime.InteropServices;

namespace Rollup.Kernel.Crypto.Secp256k1;

/// <summary>The point (X / Z², Y / Z³), or infinity when Z is 0. The formulas are complete: equal and opposite operands included.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct JacobianPoint
{
    public readonly FieldElement X;

    public readonly FieldElement Y;

    public readonly FieldElement Z;

    public JacobianPoint(in FieldElement x, in FieldElement y, in FieldElement z)
    {
        X = x;
        Y = y;
        Z = z;
    }

    /// <summary>The neutral element.</summary>
    public static JacobianPoint Infinity => new(FieldElement.One, FieldElement.One, default);

    public bool IsInfinity => Z.IsZero;

    public static JacobianPoint FromAffine(in AffinePoint point) => new(in point.X, in point.Y, FieldElement.One);

    /// <summary>The affine form of a point other than infinity.</summary>
    public AffinePoint ToAffine() => ToAffine(Z.Inverse());

    /// <summary>The affine form, given 1 / Z.</summary>
    public AffinePoint ToAffine(in FieldElement inverseZ)
    {
        FieldElement square = inverseZ.Square();
        return new AffinePoint(X * square, Y * square * inverseZ);
    }

    /// <summary>Twice the point: with L = 3X²/2, S = Y², T = XS the result is (L² − 2T, L (T − X') − S², YZ).</summary>
    public JacobianPoint Double()
    {
        FieldElement l = X.Square().Triple().Half();
        FieldElement s = Y.Square();
        FieldElement t = X * s;
        FieldElement x = l.Square() - t - t;
        FieldElement y = (l * (t - x)) - s.Square();
        return new JacobianPoint(in x, in y, Y * Z);
    }

    /// <summary>The sum with an affine point: H = x Z² − X and R = y Z³ − Y are the differences over a common denominator.</summary>
    public JacobianPoint Add(in AffinePoint other)
    {
        if (IsInfinity)
            return FromAffine(in other);

        FieldElement zz = Z.Square();
        FieldElement h = (other.X * zz) - X;
        FieldElement r = (other.Y * zz * Z) - Y;
        if (h.IsZero)
            return r.IsZero ? Double() : Infinity;

        FieldElement hh = h.Square();
        FieldElement hhh = hh * h;
        FieldElement v = X * hh;
        FieldElement x = r.Square() - hhh - v - v;
        FieldElement y = (r * (v - x)) - (Y * hhh);
        return new JacobianPoint(in x, in y, Z * h);
    }
}
