using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Stark.Ntt;

/// <summary>
/// Low-degree extension: from evaluations over s·⟨ω_n⟩ to evaluations over g·⟨ω_N⟩, N = 2^b·n, of the same polynomials of degree below n.
/// The output is 2^b blocks of n rows: block k holds the coset g·ω_N^c·⟨ω_n⟩ with c the bit reversal of k, in natural order. So the next trace
/// row is the next row of the block, and the first 2^q blocks are the domain g·⟨ω_(2^q n)⟩.
/// </summary>
public static unsafe class CosetLde
{
    /// <summary>Elements per strip: rows are read in runs long enough for the memory system, and the strip stays in the caches.</summary>
    private const int StripElements = 1 << 20;

    private const int MaxStripColumns = 16;

    /// <summary>Extends all columns of <paramref name="input"/> (n rows over <paramref name="inputShift"/>·⟨ω_n⟩) to a new matrix of 2^<paramref name="logBlowup"/>·n rows.</summary>
    public static PackedMatrix<P> Extend<P>(
        PackedMatrix<P> input, int firstRow, int logRows, KoalaBear inputShift, int logBlowup, BufferPool pool, Workers workers)
        where P : unmanaged, IPackedField<P>
    {
        PackedMatrix<P> output = new(pool, input.Width, 1 << (logRows + logBlowup));
        ExtendInto(input, firstRow, logRows, inputShift, logBlowup, output, 0, pool, workers);
        return output;
    }

    /// <summary>
    /// As <see cref="Extend"/>, for the 2^<paramref name="logRows"/> rows of <paramref name="input"/> from <paramref name="firstRow"/> on, into the columns of
    /// <paramref name="output"/> from <paramref name="firstColumn"/> on.
    /// </summary>
    public static void ExtendInto<P>(
        PackedMatrix<P> input, int firstRow, int logRows, KoalaBear inputShift, int logBlowup, PackedMatrix<P> output, int firstColumn, BufferPool pool, Workers workers)
        where P : unmanaged, IPackedField<P>
    {
        int rows = 1 << logRows;
        int packedRows = rows / P.Lanes;
        int blocks = 1 << logBlowup;
        int stripColumns = Math.Clamp(StripElements / rows, 1, Math.Min(MaxStripColumns, input.Width));

        using PackedMatrix<P> scales = new(pool, 1, rows * blocks);
        for (int block = 0; block < blocks; block++)
        {
            KoalaBear shift = Domain.BlockShift(logRows, logBlowup, block) * inputShift.Inverse();
            BitReversedPowers(MemoryMarshal.Cast<P, KoalaBear>(MemoryMarshal.CreateSpan(ref scales[block * packedRows, 0], packedRows)), shift, logRows);
        }

        // A strip leaves the matrix in the first pass of its transform and is in cache for the others, in one of as many scratch buffers as threads happen to run.
        ConcurrentBag<nint> scratch = [];
        nuint bytes = (nuint)(2L * packedRows * stripColumns * sizeof(P));
        workers.ForRanges(input.Width, stripColumns, (from, to) =>
        {
            if (!scratch.TryTake(out nint buffer))
                buffer = (nint)NativeMemory.AlignedAlloc(bytes, 64);
            int columns = to - from;
            P* coefficients = (P*)buffer, transformed = coefficients + (packedRows * columns);
            NumberTheoreticTransform.InverseUnscaled(input.PointerTo(firstRow / P.Lanes, from), input.Width, coefficients, columns, packedRows);
            for (int block = 0; block < blocks; block++)
            {
                int start = block * packedRows;
                NumberTheoreticTransform.ForwardScaled(
                    coefficients, scales.PointerTo(start, 0), transformed, columns, packedRows, output.PointerTo(start, firstColumn + from), output.Width);
            }

            scratch.Add(buffer);
        });
        foreach (nint buffer in scratch)
            NativeMemory.AlignedFree((void*)buffer);
    }

    /// <summary>powers[j] = shift^k / n with k the bit reversal of j: undoes the unscaled inverse transform and moves to the coset.</summary>
    private static void BitReversedPowers(Span<KoalaBear> powers, KoalaBear shift, int logRows)
    {
        powers[0] = KoalaBear.FromCanonical(1u << logRows).Inverse();
        for (int bit = 0; bit < logRows; bit++)
        {
            KoalaBear factor = shift.Pow(1ul << (logRows - 1 - bit));
            for (int j = 0; j < 1 << bit; j++)
                powers[j + (1 << bit)] = powers[j] * factor;
        }
    }
}
