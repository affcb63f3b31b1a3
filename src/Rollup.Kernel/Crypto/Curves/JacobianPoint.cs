using System.Runtime.InteropServices;
using Rollup.Kernel.Crypto.Fields;

namespace Rollup.Kernel.Crypto.Curves;

/// <summary>
/// The point (X / Z², Y / Z³), or infinity when Z is 0. The formulas are complete: equal and opposite operands included. They
/// hold on the whole curve, not only on a subgroup.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct JacobianPoint<TField, TCurve>
    where TField : struct, IField<TField>
    where TCurve : struct, ICurve<TField>
{
    private readonly TField _x;
    private readonly TField _y;
    private readonly TField _z;

    private JacobianPoint(in TField x, in TField y, in TField z)
    {
        _x = x;
        _y = y;
        _z = z;
    }

    /// <summary>The neutral element.</summary>
    public static JacobianPoint<TField, TCurve> Infinity => default;

    /// <summary>Whether this is the neutral element.</summary>
    public bool IsInfinity => _z.IsZero;

    /// <summary>The point of an affine one.</summary>
    public static JacobianPoint<TField, TCurve> FromAffine(in AffinePoint<TField> point) =>
        point.IsInfinity ? default : new(in point.X, in point.Y, TField.One);

    /// <summary>The affine form; infinity included.</summary>
    public AffinePoint<TField> ToAffine()
    {
        TField inverse = _z.Inverse();
        TField square = inverse.Square();
        return new(_x * square, _y * square * inverse);
    }

    /// <summary>Twice the point: with S = 2XY²·2 and M = 3X² + aZ⁴ the result is (M² − 2S, M (S − X') − 8Y⁴, 2YZ).</summary>
    public JacobianPoint<TField, TCurve> Double()
    {
        TField xx = _x.Square();
        TField yy = _y.Square();
        TField yyyy = yy.Square();
        TField s = (_x + yy).Square() - xx - yyyy;
        s += s;
        TField m = xx + xx + xx;
        if (!TCurve.IsAZero)
            m += TCurve.A * _z.Square().Square();
        TField x = m.Square() - s - s;
        TField eight = yyyy + yyyy;
        eight += eight;
        eight += eight;
        TField yz = _y * _z;
        return new(in x, (m * (s - x)) - eight, yz + yz);
    }

    /// <summary>The sum with an affine point other than infinity.</summary>
    public JacobianPoint<TField, TCurve> Add(in AffinePoint<TField> other)
    {
        if (IsInfinity)
            return FromAffine(in other);
        TField zz = _z.Square();
        TField h = (other.X * zz) - _x;
        TField r = (other.Y * zz * _z) - _y;
        return h.IsZero ? Coincide(in r) : Combine(in _x, in _y, in h, in r, _z * h);
    }

    /// <summary>The sum.</summary>
    public JacobianPoint<TField, TCurve> Add(in JacobianPoint<TField, TCurve> other)
    {
        if (IsInfinity)
            return other;
        if (other.IsInfinity)
            return this;
        TField zz = _z.Square();
        TField otherZz = other._z.Square();
        TField x = _x * otherZz;
        TField y = _y * otherZz * other._z;
        TField h = (other._x * zz) - x;
        TField r = (other._y * zz * _z) - y;
        return h.IsZero ? Coincide(in r) : Combine(in x, in y, in h, in r, _z * other._z * h);
    }

    /// <summary>The product with a scalar of any size.</summary>
    public JacobianPoint<TField, TCurve> Multiply(ReadOnlySpan<ulong> scalar)
    {
        JacobianPoint<TField, TCurve> result = default;
        for (int i = (64 * scalar.Length) - 1; i >= 0; i--)
        {
            result = result.Double();
            if (((scalar[i >> 6] >> (i & 63)) & 1) != 0)
                result = result.Add(in this);
        }

        return result;
    }

    /// <summary>Whether two points are the same.</summary>
    public static bool AreEqual(in JacobianPoint<TField, TCurve> a, in JacobianPoint<TField, TCurve> b)
    {
        if (a.IsInfinity || b.IsInfinity)
            return a.IsInfinity && b.IsInfinity;
        TField aa = a._z.Square();
        TField bb = b._z.Square();
        return a._x * bb == b._x * aa && a._y * bb * b._z == b._y * aa * a._z;
    }

    /// <summary>The opposite point.</summary>
    public static JacobianPoint<TField, TCurve> operator -(in JacobianPoint<TField, TCurve> a) => new(in a._x, -a._y, in a._z);

    /// <summary>The sum with a point of the same x: this point again, or its opposite.</summary>
    private JacobianPoint<TField, TCurve> Coincide(in TField differenceOfY) => differenceOfY.IsZero ? Double() : default;

    /// <summary>(x, y) and a point whose coordinates differ from it by h and r over a common denominator.</summary>
    private static JacobianPoint<TField, TCurve> Combine(in TField x, in TField y, in TField h, in TField r, in TField z)
    {
        TField hh = h.Square();
        TField hhh = hh * h;
        TField v = x * hh;
        TField sum = r.Square() - hhh - v - v;
        return new(in sum, (r * (v - sum)) - (y * hhh), in z);
    }
}

/// <summary>A point (x, y); (0, 0), which lies on none of the curves here, stands for infinity.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct AffinePoint<TField>
    where TField : struct, IField<TField>
{
    /// <summary>x.</summary>
    public readonly TField X;

    /// <summary>y.</summary>
    public readonly TField Y;

    /// <summary>(x, y).</summary>
    public AffinePoint(in TField x, in TField y)
    {
        X = x;
        Y = y;
    }

    /// <summary>Whether this is the neutral element.</summary>
    public bool IsInfinity => X.IsZero && Y.IsZero;

    /// <summary>Whether the point satisfies the curve's equation, or is infinity.</summary>
    public bool IsOn<TCurve>()
        where TCurve : struct, ICurve<TField>
    {
        TField right = (X.Square() * X) + TCurve.B;
        if (!TCurve.IsAZero)
            right += TCurve.A * X;
        return IsInfinity || Y.Square() == right;
    }

    /// <summary>The opposite point.</summary>
    public static AffinePoint<TField> operator -(in AffinePoint<TField> a) => new(in a.X, -a.Y);
}

/// <summary>The coefficients of a curve y² = x³ + a x + b.</summary>
public interface ICurve<TField>
    where TField : struct, IField<TField>
{
    /// <summary>a.</summary>
    static abstract TField A { get; }

    /// <summary>Whether a is zero, as a constant.</summary>
    static abstract bool IsAZero { get; }

    /// <summary>b.</summary>
    static abstract TField B { get; }
}
