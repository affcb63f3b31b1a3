using System.Runtime.InteropServices;
using Rollup.Kernel.Crypto.Fields;

namespace Rollup.Kernel.Crypto.Curves;

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
