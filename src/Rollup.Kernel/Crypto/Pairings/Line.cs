using Rollup.Kernel.Crypto.Fields;

namespace Rollup.Kernel.Crypto.Pairings;

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
