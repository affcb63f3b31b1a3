using Rollup.Kernel.Crypto.Curves;
using Rollup.Kernel.Crypto.Fields;

namespace Rollup.Kernel.Crypto.Pairings;

/// <summary>
/// The point (X/Z, Y/Z) of the twist that walks through Miller's loop, each step giving a line (Costello, Lange, Naehrig, "Faster pairing
/// computations on curves with high-degree twists", 2010; Aranha et al., eprint 2010/526).
/// </summary>
internal struct MillerPoint<TBase, TCurve>
    where TBase : struct, IField<TBase>
    where TCurve : struct, IPairingCurve<TBase>
{
    private QuadraticExtension<TBase> _x;
    private QuadraticExtension<TBase> _y;
    private QuadraticExtension<TBase> _z;

    public MillerPoint(in AffinePoint<QuadraticExtension<TBase>> point)
    {
        _x = point.X;
        _y = point.Y;
        _z = QuadraticExtension<TBase>.One;
    }

    /// <summary>Doubles the point; the tangent at it, evaluated at <paramref name="p"/>.</summary>
    public Line<TBase> Double(in AffinePoint<TBase> p)
    {
        QuadraticExtension<TBase> a = (_x * _y).Scale(TCurve.Half);
        QuadraticExtension<TBase> b = _y.Square();
        QuadraticExtension<TBase> c = _z.Square();
        QuadraticExtension<TBase> e = TCurve.TwistB * (c + c + c);
        QuadraticExtension<TBase> f = e + e + e;
        QuadraticExtension<TBase> g = (b + f).Scale(TCurve.Half);
        QuadraticExtension<TBase> h = (_y + _z).Square() - b - c;
        QuadraticExtension<TBase> j = _x.Square();
        QuadraticExtension<TBase> ee = e.Square();
        _x = a * (b - f);
        _y = g.Square() - (ee + ee + ee);
        _z = b * h;
        return Evaluate(e - b, j + j + j, -h, in p);
    }

    /// <summary>Adds <paramref name="q"/>; the line through both points, evaluated at <paramref name="p"/>.</summary>
    public Line<TBase> Add(in AffinePoint<QuadraticExtension<TBase>> q, in AffinePoint<TBase> p)
    {
        QuadraticExtension<TBase> theta = _y - (q.Y * _z);
        QuadraticExtension<TBase> lambda = _x - (q.X * _z);
        QuadraticExtension<TBase> c = theta.Square();
        QuadraticExtension<TBase> d = lambda.Square();
        QuadraticExtension<TBase> e = lambda * d;
        QuadraticExtension<TBase> f = _z * c;
        QuadraticExtension<TBase> g = _x * d;
        QuadraticExtension<TBase> h = e + f - g - g;
        _x = lambda * h;
        _y = (theta * (g - h)) - (e * _y);
        _z *= e;
        return Evaluate((theta * q.X) - (lambda * q.Y), -theta, in lambda, in p);
    }

    /// <summary>The line constant + slope x + vertical y at p.</summary>
    private static Line<TBase> Evaluate(
        in QuadraticExtension<TBase> constant, in QuadraticExtension<TBase> slope, in QuadraticExtension<TBase> vertical,
        in AffinePoint<TBase> p) =>
        TCurve.IsDivisiveTwist
            ? new Line<TBase>(vertical.Scale(in p.Y), slope.Scale(in p.X), in constant)
            : new Line<TBase>(in constant, slope.Scale(in p.X), vertical.Scale(in p.Y));
}
