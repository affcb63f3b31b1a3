using System.Runtime.InteropServices;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Crypto.Secp256k1;

/// <summary>A point of the curve other than infinity.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct AffinePoint
{
    public readonly FieldElement X;

    public readonly FieldElement Y;

    public AffinePoint(in FieldElement x, in FieldElement y)
    {
        X = x;
        Y = y;
    }

    /// <summary>A cube root of one modulo p: (β x, y) is λ times (x, y).</summary>
    private static FieldElement Beta => new(0x96C28719501EE, 0x7512F58995C13, 0xC3434E99CF049, 0x07106E64479EA, 0x07AE96A2B657C);

    /// <summary>The point with this x, below p, and a y of the parity asked for; false if x³ + 7 is no square.</summary>
    public static bool FromX(in U256 x, bool isOdd, out AffinePoint point)
    {
        FieldElement element = FieldElement.FromU256(in x);
        FieldElement cube = element.Square() * element;
        bool exists = (cube + new FieldElement(7, 0, 0, 0, 0)).SquareRoot(out FieldElement y);
        point = new AffinePoint(in element, y.IsOdd == isOdd ? y : -y);
        return exists;
    }

    public static AffinePoint operator -(in AffinePoint a) => new(in a.X, -a.Y);

    /// <summary>λ times the point.</summary>
    public AffinePoint Endomorphism() => new(X * Beta, in Y);
}
