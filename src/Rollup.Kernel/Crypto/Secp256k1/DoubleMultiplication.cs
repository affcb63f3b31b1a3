using System.Runtime.CompilerServices;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Crypto.Secp256k1;

/// <summary>
/// a · G + b · P by four interleaved non-adjacent forms of about 128 digits (Strauss): a is cut into halves that use the tables of
/// G and 2^128 · G, b is split by the endomorphism into parts that use odd multiples of P and λP.
/// </summary>
internal static class DoubleMultiplication
{
    private const int Width = 5;

    private const int Points = 1 << (Width - 2);

    /// <summary>a · G + b · P for a and b below n. Variable time: nothing here is secret.</summary>
    [SkipLocalsInit]
    public static Secp256k1JacobianPoint Compute(in U256 a, in Secp256k1AffinePoint p, in U256 b)
    {
        Span<sbyte> digits = stackalloc sbyte[4 * WindowedNaf.Length];
        Span<sbyte> digits0 = digits[..WindowedNaf.Length];
        Span<sbyte> digits1 = digits.Slice(WindowedNaf.Length, WindowedNaf.Length);
        Span<sbyte> digits2 = digits.Slice(2 * WindowedNaf.Length, WindowedNaf.Length);
        Span<sbyte> digits3 = digits.Slice(3 * WindowedNaf.Length, WindowedNaf.Length);

        Secp256k1Scalar.Split(in b, out U256 low, out bool lowIsNegative, out U256 high, out bool highIsNegative);
        int length = WindowedNaf.Write(new U256(a.L0, a.L1, 0, 0), isNegative: false, GeneratorTable.Width, digits0);
        length = Math.Max(length, WindowedNaf.Write(new U256(a.L2, a.L3, 0, 0), isNegative: false, GeneratorTable.Width, digits1));
        length = Math.Max(length, WindowedNaf.Write(in low, lowIsNegative, Width, digits2));
        length = Math.Max(length, WindowedNaf.Write(in high, highIsNegative, Width, digits3));

        ReadOnlySpan<Secp256k1AffinePoint> generatorLow = GeneratorTable.Low;
        ReadOnlySpan<Secp256k1AffinePoint> generatorHigh = GeneratorTable.High;
        Span<Secp256k1AffinePoint> multiples = stackalloc Secp256k1AffinePoint[2 * Points];
        Span<Secp256k1AffinePoint> rotated = multiples[Points..];
        multiples = multiples[..Points];
        WriteOddMultiples(in p, multiples);
        for (int i = 0; i < Points; i++)
            rotated[i] = multiples[i].Endomorphism();

        Secp256k1JacobianPoint sum = Secp256k1JacobianPoint.Infinity;
        for (int i = length - 1; i >= 0; i--)
        {
            sum = sum.Double();
            AddDigit(ref sum, digits0[i], generatorLow);
            AddDigit(ref sum, digits1[i], generatorHigh);
            AddDigit(ref sum, digits2[i], multiples);
            AddDigit(ref sum, digits3[i], rotated);
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddDigit(ref Secp256k1JacobianPoint sum, sbyte digit, ReadOnlySpan<Secp256k1AffinePoint> table)
    {
        if (digit == 0)
            return;
        Secp256k1AffinePoint point = digit > 0 ? table[digit >> 1] : -table[-digit >> 1];
        sum = sum.Add(in point);
    }

    /// <summary>
    /// P, 3P, 5P, … in affine form, with one inversion for all (Montgomery's trick). The group has no small orders, so none is
    /// infinity. With Z that of 2P, the map (x, y) to (x Z², y Z³) leads to a curve on which 2P is affine without an inversion, and
    /// a point computed there has its Z times this one here: the addition does not see the curve's constant.
    /// </summary>
    [SkipLocalsInit]
    private static void WriteOddMultiples(in Secp256k1AffinePoint p, Span<Secp256k1AffinePoint> multiples)
    {
        Span<Secp256k1JacobianPoint> points = stackalloc Secp256k1JacobianPoint[Points];
        Span<FieldElement> zs = stackalloc FieldElement[Points];
        Span<FieldElement> products = stackalloc FieldElement[Points];
        Secp256k1JacobianPoint twice = Secp256k1JacobianPoint.FromAffine(in p).Double();
        FieldElement square = twice.Z.Square();
        var step = new Secp256k1AffinePoint(in twice.X, in twice.Y);
        points[0] = Secp256k1JacobianPoint.FromAffine(new Secp256k1AffinePoint(p.X * square, p.Y * square * twice.Z));
        products[0] = FieldElement.One;
        for (int i = 1; i < Points; i++)
        {
            points[i] = points[i - 1].Add(in step);
            zs[i] = points[i].Z * twice.Z;
            products[i] = products[i - 1] * zs[i];
        }

        FieldElement inverse = products[Points - 1].Inverse();
        for (int i = Points - 1; i > 0; i--)
        {
            multiples[i] = points[i].ToAffine(inverse * products[i - 1]);
            inverse *= zs[i];
        }

        multiples[0] = p;
    }
}

/// <summary>Width-w non-adjacent forms: signed odd digits below 2^(w−1) in magnitude, at least w − 1 zeros after each.</summary>
internal static class WindowedNaf
{
    /// <summary>The number of digits of a value below 2^129, with room for the carry out of the top window.</summary>
    public const int Length = 130;

    /// <summary>
    /// Writes the digits of ±<paramref name="value"/> (below 2^129), the least significant first, to <see cref="Length"/> places,
    /// and returns the number of digits up to the highest non-zero one.
    /// </summary>
    public static int Write(in U256 value, bool isNegative, int width, Span<sbyte> digits)
    {
        digits.Clear();
        U256 rest = value;
        int position = 0;
        int used = 0;
        while (!rest.IsZero)
        {
            int zeros = TrailingZeroCount(in rest);
            rest >>= zeros;
            position += zeros;
            int digit = (int)(rest.L0 & ((1UL << width) - 1));
            if (digit >= 1 << (width - 1))
                digit -= 1 << width;
            digits[position] = (sbyte)(isNegative ? -digit : digit);
            used = position + 1;
            rest = digit >= 0 ? rest - (ulong)digit : rest + (ulong)-digit;
        }

        return used;
    }

    private static int TrailingZeroCount(in U256 value) =>
        value.L0 != 0 ? System.Numerics.BitOperations.TrailingZeroCount(value.L0)
        : value.L1 != 0 ? 64 + System.Numerics.BitOperations.TrailingZeroCount(value.L1)
        : 128 + System.Numerics.BitOperations.TrailingZeroCount(value.L2);
}
