using System.Runtime.CompilerServices;
using Rollup.Stark.Fields;

namespace Rollup.Stark.Ntt;

/// <summary>
/// Number-theoretic transforms over the two-adic subgroups, in place, on several columns at once: the data is a packed row-major matrix
/// of 2^logSize rows and <c>columns</c> columns. The inverse transform decimates in frequency and leaves coefficients bit-reversed, the
/// forward one decimates in time and takes them so: no permutation is ever done.
/// </summary>
public static unsafe class NumberTheoreticTransform
{
    /// <summary>Vectors that stay in the first cache level while all their small butterflies are done.</summary>
    private const int CachedVectors = 512;

    /// <summary>
    /// Coefficients in bit-reversed order, each row multiplied by its scale, to evaluations at ω⁰, ω¹, … in natural order, written to rows <paramref name="targetStride"/> vectors apart from
    /// <paramref name="target"/> on. <paramref name="scratch"/> is as large as the coefficients.
    /// </summary>
    public static void ForwardScaled<P>(P* coefficients, P* scales, P* scratch, int columns, int packedRows, P* target, nint targetStride)
        where P : unmanaged, IPackedField<P>
    {
        if (IsCached(columns, packedRows))
        {
            Forward(coefficients, scales, scratch, columns, packedRows);
            for (int row = 0; row < packedRows; row++)
                Copy(scratch + ((nint)row * columns), target + (row * targetStride), columns);
            return;
        }

        ForwardQuarters(coefficients, scales, scratch, columns, packedRows);
        JoinQuarters(scratch, columns, packedRows, target, targetStride);
    }

    /// <summary>
    /// Evaluations at ω⁰, ω¹, … in natural order, rows <paramref name="sourceStride"/> vectors apart from <paramref name="source"/> on, to as many times the coefficients as there are rows, in bit-reversed order.
    /// </summary>
    public static void InverseUnscaled<P>(P* source, nint sourceStride, P* coefficients, int columns, int packedRows)
        where P : unmanaged, IPackedField<P>
    {
        if (IsCached(columns, packedRows))
        {
            for (int row = 0; row < packedRows; row++)
                Copy(source + (row * sourceStride), coefficients + ((nint)row * columns), columns);
            Inverse(coefficients, columns, packedRows);
            return;
        }

        PartIntoQuarters(source, sourceStride, coefficients, columns, packedRows);
        InverseQuarters(coefficients, columns, packedRows);
    }

    /// <summary>In place; see <see cref="InverseUnscaled{P}(P*, nint, P*, int, int)"/>.</summary>
    public static void InverseUnscaled<P>(Span<P> data, int columns)
        where P : unmanaged, IPackedField<P>
    {
        fixed (P* d = data)
            Inverse(d, columns, data.Length / columns);
    }

    private static bool IsCached(int columns, int packedRows) => packedRows * columns <= CachedVectors || packedRows < 8;

    /// <summary>Quarters first, each as far as it goes, then the two stages that join them: two stages per pass over memory, and few passes outside the cache.</summary>
    private static void Forward<P>(P* coefficients, P* scales, P* evaluations, int columns, int packedRows)
        where P : unmanaged, IPackedField<P>
    {
        if (!IsCached(columns, packedRows))
        {
            ForwardQuarters(coefficients, scales, evaluations, columns, packedRows);
            JoinQuarters(evaluations, columns, packedRows, evaluations, columns);
            return;
        }

        int logLanes = int.Log2(P.Lanes);
        ScaleAndForwardInLanes(coefficients, scales, evaluations, columns, packedRows);
        int half = 1;
        if (int.Log2(packedRows) % 2 == 1)
        {
            ForwardRadix2(evaluations, columns, packedRows, half, Twiddles<P>.Forward(logLanes + 1));
            half = 2;
        }

        for (; half < packedRows; half *= 4)
        {
            int stage = logLanes + int.Log2(half) + 1;
            ForwardRadix4(evaluations, columns, packedRows, half, Twiddles<P>.Forward(stage), Twiddles<P>.Forward(stage + 1), evaluations, columns);
        }
    }

    private static void ForwardQuarters<P>(P* coefficients, P* scales, P* evaluations, int columns, int packedRows)
        where P : unmanaged, IPackedField<P>
    {
        int quarter = packedRows / 4;
        for (int i = 0; i < 4; i++)
        {
            nint offset = (nint)i * quarter * columns;
            Forward(coefficients + offset, scales + (i * quarter), evaluations + offset, columns, quarter);
        }
    }

    private static void JoinQuarters<P>(P* evaluations, int columns, int packedRows, P* target, nint targetStride)
        where P : unmanaged, IPackedField<P>
    {
        int stage = int.Log2(P.Lanes) + int.Log2(packedRows);
        ForwardRadix4(evaluations, columns, packedRows, packedRows / 4, Twiddles<P>.Forward(stage - 1), Twiddles<P>.Forward(stage), target, targetStride);
    }

    /// <summary>The mirror image of <see cref="Forward"/>.</summary>
    private static void Inverse<P>(P* d, int columns, int packedRows)
        where P : unmanaged, IPackedField<P>
    {
        if (!IsCached(columns, packedRows))
        {
            PartIntoQuarters(d, columns, d, columns, packedRows);
            InverseQuarters(d, columns, packedRows);
            return;
        }

        int logLanes = int.Log2(P.Lanes);
        for (int half = packedRows / 4; half >= 1; half /= 4)
        {
            int stage = logLanes + int.Log2(half) + 1;
            InverseRadix4(d, columns, d, columns, packedRows, half, Twiddles<P>.Inverse(stage), Twiddles<P>.Inverse(stage + 1));
        }

        if (int.Log2(packedRows) % 2 == 1)
            InverseRadix2(d, columns, packedRows, 1, Twiddles<P>.Inverse(logLanes + 1));
        InverseInLanes(d, packedRows * columns);
    }

    private static void PartIntoQuarters<P>(P* source, nint sourceStride, P* d, int columns, int packedRows)
        where P : unmanaged, IPackedField<P>
    {
        int stage = int.Log2(P.Lanes) + int.Log2(packedRows);
        InverseRadix4(source, sourceStride, d, columns, packedRows, packedRows / 4, Twiddles<P>.Inverse(stage - 1), Twiddles<P>.Inverse(stage));
    }

    private static void InverseQuarters<P>(P* d, int columns, int packedRows)
        where P : unmanaged, IPackedField<P>
    {
        for (int i = 0; i < 4; i++)
            Inverse(d + ((nint)i * (packedRows / 4) * columns), columns, packedRows / 4);
    }

    /// <summary>
    /// Scales every row; then the stages of butterflies that join lanes of one vector, on as many consecutive vectors at once as there are lanes, transposed.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScaleAndForwardInLanes<P>(P* coefficients, P* scales, P* evaluations, int columns, int packedRows)
        where P : unmanaged, IPackedField<P>
    {
        int vectors = packedRows * columns;
        P* next = evaluations;
        for (int row = 0; row < packedRows; row++)
        {
            P scale = scales[row];
            for (int column = 0; column < columns; column++)
                *next++ = *coefficients++ * scale;
        }

        P* rest = stackalloc P[P.Lanes];
        for (int i = 0; P.Lanes > 1 && i < vectors; i += P.Lanes)
        {
            int count = Math.Min(P.Lanes, vectors - i);
            P* square = count == P.Lanes ? evaluations + i : Copy(evaluations + i, rest, count);
            PackedField.Transpose(ref *square);
            for (int half = 1; half < P.Lanes; half *= 2)
            {
                Scalar* twiddles = Twiddles<Scalar>.Forward(int.Log2(half) + 1);
                for (P* a = square; a < square + P.Lanes; a += 2 * half)
                {
                    (a[0], a[half]) = (a[0] + a[half], a[0] - a[half]);
                    for (int j = 1; j < half; j++)
                    {
                        P a0 = a[j], a1 = a[j + half] * P.Constant(twiddles[j].Value);
                        a[j] = a0 + a1;
                        a[j + half] = a0 - a1;
                    }
                }
            }

            PackedField.Transpose(ref *square);
            if (square == rest)
                Copy(rest, evaluations + i, count);
        }
    }

    /// <summary>The mirror image of <see cref="ScaleAndForwardInLanes"/>, without scales.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void InverseInLanes<P>(P* d, int vectors)
        where P : unmanaged, IPackedField<P>
    {
        P* rest = stackalloc P[P.Lanes];
        for (int i = 0; P.Lanes > 1 && i < vectors; i += P.Lanes)
        {
            int count = Math.Min(P.Lanes, vectors - i);
            P* square = count == P.Lanes ? d + i : Copy(d + i, rest, count);
            PackedField.Transpose(ref *square);
            for (int half = P.Lanes / 2; half >= 1; half /= 2)
            {
                Scalar* twiddles = Twiddles<Scalar>.Inverse(int.Log2(half) + 1);
                for (P* a = square; a < square + P.Lanes; a += 2 * half)
                {
                    (a[0], a[half]) = (a[0] + a[half], a[0] - a[half]);
                    for (int j = 1; j < half; j++)
                    {
                        P a0 = a[j], a1 = a[j + half];
                        a[j] = a0 + a1;
                        a[j + half] = (a0 - a1) * P.Constant(twiddles[j].Value);
                    }
                }
            }

            PackedField.Transpose(ref *square);
            if (square == rest)
                Copy(rest, d + i, count);
        }
    }

    private static P* Copy<P>(P* source, P* target, int count)
        where P : unmanaged, IPackedField<P>
    {
        new ReadOnlySpan<P>(source, count).CopyTo(new(target, count));
        return target;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ForwardRadix2<P>(P* d, int columns, int packedRows, int half, P* twiddles)
        where P : unmanaged, IPackedField<P>
    {
        nint step = (nint)half * columns;
        for (int start = 0; start < packedRows; start += 2 * half)
        {
            P* a = d + ((nint)start * columns);
            for (int j = 0; j < half; j++)
            {
                P w = twiddles[j];
                for (int column = 0; column < columns; column++, a++)
                {
                    P a0 = a[0], a1 = a[step] * w;
                    a[0] = a0 + a1;
                    a[step] = a0 - a1;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void InverseRadix2<P>(P* d, int columns, int packedRows, int half, P* twiddles)
        where P : unmanaged, IPackedField<P>
    {
        nint step = (nint)half * columns;
        for (int start = 0; start < packedRows; start += 2 * half)
        {
            P* a = d + ((nint)start * columns);
            for (int j = 0; j < half; j++)
            {
                P w = twiddles[j];
                for (int column = 0; column < columns; column++, a++)
                {
                    P a0 = a[0], a1 = a[step];
                    a[0] = a0 + a1;
                    a[step] = (a0 - a1) * w;
                }
            }
        }
    }

    /// <summary>The stages of butterfly sizes 2·half and 4·half in one pass, from <paramref name="d"/> to rows <paramref name="targetStride"/> vectors apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ForwardRadix4<P>(P* d, int columns, int packedRows, int half, P* twiddles, P* nextTwiddles, P* target, nint targetStride)
        where P : unmanaged, IPackedField<P>
    {
        nint step = (nint)half * columns, targetStep = half * targetStride;
        for (int start = 0; start < packedRows; start += 4 * half)
        {
            P* a = d + ((nint)start * columns);
            for (int j = 0; j < half; j++)
            {
                P w = twiddles[j], w0 = nextTwiddles[j], w1 = nextTwiddles[j + half];
                P* b = target + ((start + j) * targetStride);
                for (int column = 0; column < columns; column++, a++, b++)
                {
                    P a0 = a[0], a1 = a[step] * w, a2 = a[2 * step], a3 = a[3 * step] * w;
                    P b0 = a0 + a1, b1 = a0 - a1, b2 = (a2 + a3) * w0, b3 = (a2 - a3) * w1;
                    b[0] = b0 + b2;
                    b[targetStep] = b1 + b3;
                    b[2 * targetStep] = b0 - b2;
                    b[3 * targetStep] = b1 - b3;
                }
            }
        }
    }

    /// <summary>The mirror image of <see cref="ForwardRadix4"/>, to <paramref name="d"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void InverseRadix4<P>(P* source, nint sourceStride, P* d, int columns, int packedRows, int half, P* twiddles, P* nextTwiddles)
        where P : unmanaged, IPackedField<P>
    {
        nint step = (nint)half * columns, sourceStep = half * sourceStride;
        for (int start = 0; start < packedRows; start += 4 * half)
        {
            P* b = d + ((nint)start * columns);
            for (int j = 0; j < half; j++)
            {
                P w = twiddles[j], w0 = nextTwiddles[j], w1 = nextTwiddles[j + half];
                P* a = source + ((start + j) * sourceStride);
                for (int column = 0; column < columns; column++, a++, b++)
                {
                    P a0 = a[0], a1 = a[sourceStep], a2 = a[2 * sourceStep], a3 = a[3 * sourceStep];
                    P b0 = a0 + a2, b1 = a1 + a3, b2 = (a0 - a2) * w0, b3 = (a1 - a3) * w1;
                    b[0] = b0 + b1;
                    b[step] = (b0 - b1) * w;
                    b[2 * step] = b2 + b3;
                    b[3 * step] = (b2 - b3) * w;
                }
            }
        }
    }
}
