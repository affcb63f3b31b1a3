using System.Runtime.CompilerServices;
using Rollup.Kernel.Crypto.Fields;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Crypto.Curves;

/// <summary>
/// Sums of multiples of points, by Straus's method: the points of one call share the doublings; signed digits of four bits pick from
/// tables of eight multiples. Variable time: nothing here is secret.
/// </summary>
public static class MultiScalar
{
    /// <summary>The most points of one call.</summary>
    public const int MaxPoints = 16;

    private const int Window = 4;

    private const int Multiples = 1 << (Window - 1);

    /// <summary>One digit per four bits, and one for the last carry.</summary>
    private const int Digits = (256 / Window) + 1;

    /// <summary>Σ scalars[i] · points[i] for up to <see cref="MaxPoints"/> points of the curve; infinity is allowed.</summary>
    [SkipLocalsInit]
    public static JacobianPoint<TField, TCurve> Sum<TField, TCurve>(ReadOnlySpan<AffinePoint<TField>> points, ReadOnlySpan<U256> scalars)
        where TField : unmanaged, IField<TField>
        where TCurve : struct, ICurve<TField>
    {
        Span<sbyte> digits = stackalloc sbyte[points.Length * Digits];
        Span<JacobianPoint<TField, TCurve>> tables = stackalloc JacobianPoint<TField, TCurve>[points.Length * Multiples];
        for (int i = 0; i < points.Length; i++)
        {
            WriteDigits(in scalars[i], digits.Slice(i * Digits, Digits));
            Span<JacobianPoint<TField, TCurve>> table = tables.Slice(i * Multiples, Multiples);
            table[0] = JacobianPoint<TField, TCurve>.FromAffine(in points[i]);
            for (int j = 1; j < Multiples; j++)
                table[j] = (j & 1) != 0 ? table[j >> 1].Double() : table[j - 1].Add(in table[0]);
        }

        JacobianPoint<TField, TCurve> sum = default;
        for (int position = Digits - 1; position >= 0; position--)
        {
            for (int i = 0; i < Window && !sum.IsInfinity; i++)
                sum = sum.Double();
            for (int i = 0; i < points.Length; i++)
            {
                int digit = digits[(i * Digits) + position];
                if (digit > 0)
                    sum = sum.Add(in tables[(i * Multiples) + digit - 1]);
                else if (digit < 0)
                    sum = sum.Add(-tables[(i * Multiples) - digit - 1]);
            }
        }

        return sum;
    }

    /// <summary>Digits within [−8, 8), the least significant first.</summary>
    private static void WriteDigits(in U256 scalar, Span<sbyte> digits)
    {
        U256 rest = scalar;
        int carry = 0;
        for (int i = 0; i < Digits; i++)
        {
            int digit = (int)(rest.L0 & ((1 << Window) - 1)) + carry;
            carry = digit >= Multiples ? 1 : 0;
            digits[i] = (sbyte)(digit - (carry << Window));
            rest >>= Window;
        }
    }
}
