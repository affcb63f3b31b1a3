using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;

namespace Rollup.Stark.Ntt;

/// <summary>
/// Number-theoretic transforms over the two-adic subgroups, in place, on several columns at once: the data is a packed row-major matrix
/// of 2^logSize rows and <c>columns</c> columns. The inverse transform decimates in frequency and leaves coefficients bit-reversed, the
/// forward one decimates in time and takes them so: no permutation is ever done.
/// </summary>
public static unsafe class NumberTheoreticTransform
{
    /// <summary>
    /// Coefficients in bit-reversed order to evaluations at ω⁰, ω¹, … in natural order. Two butterfly stages per pass over memory.
    /// </summary>
    public static void Forward<P>(Span<P> data, int columns, int logSize)
        where P : unmanaged, IPackedField<P>
    {
        int logLanes = int.Log2(P.Lanes);
        int packedRows = data.Length / columns;
        fixed (P* d = data)
        {
            if (logLanes > 0)
                ForwardInLanes(d, data.Length, Math.Min(logLanes, logSize));
            int stage = logLanes + 1;
            if ((logSize - logLanes) % 2 == 1)
            {
                ForwardRadix2(d, columns, packedRows, 1 << (stage - 1 - logLanes), Twiddles<P>.Forward(stage));
                stage++;
            }

            for (; stage < logSize; stage += 2)
                ForwardRadix4(d, columns, packedRows, 1 << (stage - 1 - logLanes), Twiddles<P>.Forward(stage), Twiddles<P>.Forward(stage + 1));
        }
    }

    /// <summary>
    /// Evaluations at ω⁰, ω¹, … in natural order to 2^<paramref name="logSize"/> times the coefficients, in bit-reversed order.
    /// </summary>
    public static void InverseUnscaled<P>(Span<P> data, int columns, int logSize)
        where P : unmanaged, IPackedField<P>
    {
        int logLanes = int.Log2(P.Lanes);
        int packedRows = data.Length / columns;
        fixed (P* d = data)
        {
            int stage = logSize;
            for (; stage > logLanes + 1; stage -= 2)
                InverseRadix4(d, columns, packedRows, 1 << (stage - 2 - logLanes), Twiddles<P>.Inverse(stage - 1), Twiddles<P>.Inverse(stage));
            if (stage == logLanes + 1)
                InverseRadix2(d, columns, packedRows, 1 << (stage - 1 - logLanes), Twiddles<P>.Inverse(stage));
            if (logLanes > 0)
                InverseInLanes(d, data.Length, Math.Min(logLanes, logSize));
        }
    }

    /// <summary>Stages of butterflies that join lanes of one vector: (a, b) ↦ (a + wb, a − wb).</summary>
    private static void ForwardInLanes<P>(P* d, int vectors, int stages)
        where P : unmanaged, IPackedField<P>
    {
        for (int i = 0; i < vectors; i++)
        {
            P v = d[i];
            for (int stage = 1; stage <= stages; stage++)
            {
                int half = 1 << (stage - 1);
                v *= *Twiddles<P>.Forward(stage);
                v = P.SwapLanes(v, half) + P.NegateLanes(v, half);
            }

            d[i] = v;
        }
    }

    /// <summary>The mirror image: (a, b) ↦ (a + b, (a − b)w).</summary>
    private static void InverseInLanes<P>(P* d, int vectors, int stages)
        where P : unmanaged, IPackedField<P>
    {
        for (int i = 0; i < vectors; i++)
        {
            P v = d[i];
            for (int stage = stages; stage >= 1; stage--)
            {
                int half = 1 << (stage - 1);
                v = P.SwapLanes(v, half) + P.NegateLanes(v, half);
                v *= *Twiddles<P>.Inverse(stage);
            }

            d[i] = v;
        }
    }

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

    /// <summary>The stages of butterfly sizes 2·half and 4·half in one pass.</summary>
    private static void ForwardRadix4<P>(P* d, int columns, int packedRows, int half, P* twiddles, P* nextTwiddles)
        where P : unmanaged, IPackedField<P>
    {
        nint step = (nint)half * columns;
        for (int start = 0; start < packedRows; start += 4 * half)
        {
            P* a = d + ((nint)start * columns);
            for (int j = 0; j < half; j++)
            {
                P w = twiddles[j], w0 = nextTwiddles[j], w1 = nextTwiddles[j + half];
                for (int column = 0; column < columns; column++, a++)
                {
                    P a0 = a[0], a1 = a[step] * w, a2 = a[2 * step], a3 = a[3 * step] * w;
                    P b0 = a0 + a1, b1 = a0 - a1, b2 = (a2 + a3) * w0, b3 = (a2 - a3) * w1;
                    a[0] = b0 + b2;
                    a[step] = b1 + b3;
                    a[2 * step] = b0 - b2;
                    a[3 * step] = b1 - b3;
                }
            }
        }
    }

    private static void InverseRadix4<P>(P* d, int columns, int packedRows, int half, P* twiddles, P* nextTwiddles)
        where P : unmanaged, IPackedField<P>
    {
        nint step = (nint)half * columns;
        for (int start = 0; start < packedRows; start += 4 * half)
        {
            P* a = d + ((nint)start * columns);
            for (int j = 0; j < half; j++)
            {
                P w = twiddles[j], w0 = nextTwiddles[j], w1 = nextTwiddles[j + half];
                for (int column = 0; column < columns; column++, a++)
                {
                    P a0 = a[0], a1 = a[step], a2 = a[2 * step], a3 = a[3 * step];
                    P b0 = a0 + a2, b1 = a1 + a3, b2 = (a0 - a2) * w0, b3 = (a1 - a3) * w1;
                    a[0] = b0 + b1;
                    a[step] = (b0 - b1) * w;
                    a[2 * step] = b2 + b3;
                    a[3 * step] = (b2 - b3) * w;
                }
            }
        }
    }
}
