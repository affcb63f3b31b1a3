using System.Runtime.InteropServices;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Crypto.Secp256k1;

/// <summary>The point (X / Z², Y / Z³), or infinity when Z is 0. The formulas are complete: equal and opposite operands included.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct Secp256k1JacobianPoint
{
    public readonly FieldElement X;

    public readonly FieldElement Y;

    public readonly FieldElement Z;

    public Secp256k1JacobianPoint(in FieldElement x, in FieldElement y, in FieldElement z)
    {
        X = x;
        Y = y;
        Z = z;
    }

    /// <summary>The neutral element.</summary>
    public static Secp256k1JacobianPoint Infinity => new(FieldElement.One, FieldElement.One, default);

    public bool IsInfinity => Z.IsZero;

    public static Secp256k1JacobianPoint FromAffine(in Secp256k1AffinePoint point) => new(in point.X, in point.Y, FieldElement.One);

    /// <summary>The affine form of a point other than infinity.</summary>
    public Secp256k1AffinePoint ToAffine() => ToAffine(Z.Inverse());

    /// <summary>The affine form, given 1 / Z.</summary>
    public Secp256k1AffinePoint ToAffine(in FieldElement inverseZ)
    {
        FieldElement square = inverseZ.Square();
        return new Secp256k1AffinePoint(X * square, Y * square * inverseZ);
    }

    /// <summary>Twice the point: with L = 3X²/2, S = Y², T = XS the result is (L² − 2T, L (T − X') − S², YZ).</summary>
    public Secp256k1JacobianPoint Double()
    {
        FieldElement l = X.Square().Triple().Half();
        FieldElement s = Y.Square();
        FieldElement t = X * s;
        FieldElement x = l.Square() - t - t;
        FieldElement y = (l * (t - x)) - s.Square();
        return new Secp256k1JacobianPoint(in x, in y, Y * Z);
    }

    /// <summary>The sum with an affine point: H = x Z² − X and R = y Z³ − Y are the differences over a common denominator.</summary>
    public Secp256k1JacobianPoint Add(in Secp256k1AffinePoint other)
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
        return new Secp256k1JacobianPoint(in x, in y, Z * h);
    }
}

/// <summary>A point of the curve other than infinity.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct Secp256k1AffinePoint
{
    public readonly FieldElement X;

    public readonly FieldElement Y;

    public Secp256k1AffinePoint(in FieldElement x, in FieldElement y)
    {
        X = x;
        Y = y;
    }

    /// <summary>A cube root of one modulo p: (β x, y) is λ times (x, y).</summary>
    private static FieldElement Beta => new(0x96C28719501EE, 0x7512F58995C13, 0xC3434E99CF049, 0x07106E64479EA, 0x07AE96A2B657C);

    /// <summary>The point with this x, below p, and a y of the parity asked for; false if x³ + 7 is no square.</summary>
    public static bool FromX(in U256 x, bool isOdd, out Secp256k1AffinePoint point)
    {
        FieldElement element = FieldElement.FromU256(in x);
        FieldElement cube = element.Square() * element;
        bool exists = (cube + new FieldElement(7, 0, 0, 0, 0)).SquareRoot(out FieldElement y);
        point = new Secp256k1AffinePoint(in element, y.IsOdd == isOdd ? y : -y);
        return exists;
    }

    public static Secp256k1AffinePoint operator -(in Secp256k1AffinePoint a) => new(in a.X, -a.Y);

    /// <summary>λ times the point.</summary>
    public Secp256k1AffinePoint Endomorphism() => new(X * Beta, in Y);
}
