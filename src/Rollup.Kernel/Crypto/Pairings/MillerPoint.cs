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

/// <summary>
/// A line through points of the twist, evaluated at a point of the curve, up to a factor in F_p²: c0 + c1 w + c2 w³ for a D-twist,
/// c0 + c1 w² + c2 w³ for an M-twist.
/// </summary>
internal readonly struct Line<TBase>
    where TBase : struct, IField<TBase>
{
    public readonly QuadraticExtension<TBase> C0;
    public readonly QuadraticExtension<TBase> C1;
    public readonly QuadraticExtension<TBase> C2;

    public Line(in QuadraticExtension<TBase> c0, in QuadraticExtension<TBase> c1, in QuadraticExtension<TBase> c2)
    {
        C0 = c0;
        C1 = c1;
        C2 = c2;
    }
}

/// <summary>
/// A curve y² = x³ + b over F_p with embedding degree 12 and a sextic twist y² = x³ + b' over F_p², and the tower over it:
/// F_p² = F_p[i], i² = −1; F_p⁶ = F_p²[v], v³ = ξ; F_p¹² = F_p⁶[w], w² = v.
/// </summary>
public interface IPairingCurve<TBase>
    where TBase : struct, IField<TBase>
{
    /// <summary>b' = b / ξ (a D-twist: a point maps to (x w², y w³)), otherwise b' = b ξ (an M-twist: to (x / w², y / w³)).</summary>
    static abstract bool IsDivisiveTwist { get; }

    /// <summary>b'.</summary>
    static abstract QuadraticExtension<TBase> TwistB { get; }

    /// <summary>1/2 in F_p.</summary>
    static abstract TBase Half { get; }

    /// <summary>ξ^(i (p − 1) / 6) for i = 1 … 5: the p-th power of wⁱ is that times wⁱ.</summary>
    static abstract ReadOnlySpan<QuadraticExtension<TBase>> Frobenius { get; }

    /// <summary>ξ a.</summary>
    static abstract QuadraticExtension<TBase> MultiplyByXi(in QuadraticExtension<TBase> a);
}
