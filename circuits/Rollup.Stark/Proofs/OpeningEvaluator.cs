using System.Runtime.InteropServices;
using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;
using Rollup.Stark.Ntt;

namespace Rollup.Stark.Proofs;

/// <summary>
/// Evaluates extended columns at out-of-domain points by the barycentric formula over the first block, the coset g·⟨ω_n⟩: with u = z/g,
/// f(z) = (uⁿ − 1)/n · Σᵢ f(g·ωⁱ)·ωⁱ/(u − ωⁱ).
/// </summary>
internal static class OpeningEvaluator<P>
    where P : unmanaged, IPackedField<P>
{
    private const int RowGrain = 256, ChunkColumns = 32, BlockRows = 1024;

    /// <summary>The weights ωⁱ/(u − ωⁱ), as five columns over n rows.</summary>
    public static PackedMatrix<P> Weights(Extension point, int logHeight, BufferPool pool, Workers workers)
    {
        PackedMatrix<P> weights = new(pool, ExtensionField.Degree, 1 << logHeight);
        Quintic<P> u = Quintic<P>.Broadcast(point * new Scalar(Domain.Shift.Inverse()));
        KoalaBear root = KoalaBear.TwoAdicGenerator(logHeight);
        workers.ForRanges(weights.PackedRows, RowGrain, (from, to) =>
        {
            Quintic<P>[] inverses = new Quintic<P>[to - from], scratch = new Quintic<P>[to - from];
            CosetPoints<P> points = new(KoalaBear.One, root, from);
            for (int i = 0; i < inverses.Length; i++, points.MoveNext())
                inverses[i] = u - Quintic<P>.FromBase(points.Current);
            BatchInversion.Invert(inverses.AsSpan(), scratch);
            points = new(KoalaBear.One, root, from);
            for (int i = 0; i < inverses.Length; i++, points.MoveNext())
                PackedRows.Write(weights.PackedRow(from + i), inverses[i] * points.Current);
        });
        return weights;
    }

    /// <summary>The given columns of <paramref name="matrix"/>, ascending, at <paramref name="point"/>, whose <see cref="Weights"/> are given.</summary>
    public static Extension[] Evaluate(PackedMatrix<P> matrix, IReadOnlyList<int> columns, PackedMatrix<P> weights, Extension point, int logHeight, Workers workers)
    {
        Extension u = point * new Scalar(Domain.Shift.Inverse());
        Extension factor = (u.Pow(1ul << logHeight) - Extension.One) * new Scalar(KoalaBear.FromCanonical(1u << logHeight).Inverse());
        List<(int First, int Count)> chunks = Chunks(columns);
        int blocks = (weights.PackedRows + BlockRows - 1) / BlockRows;
        Extension[] partial = new Extension[blocks * matrix.Width];
        workers.ForRanges(chunks.Count * blocks, 1, (task, _) =>
        {
            (int firstColumn, int count) = chunks[task % chunks.Count];
            int block = task / chunks.Count;
            Span<P> sums = new P[count * PackedField.SumLength];
            int end = Math.Min((block + 1) * BlockRows, weights.PackedRows);
            int row = block * BlockRows;
            for (; row + PackedField.DotTerms <= end; row += PackedField.DotTerms)
                P.AddProducts(matrix.PackedRowsFrom(row, PackedField.DotTerms)[firstColumn..], matrix.Width, MemoryMarshal.Cast<P, Quintic<P>>(weights.PackedRowsFrom(row, PackedField.DotTerms)), sums);
            for (int i = 0; i < count; i++)
            {
                Quintic<P> sum = P.FinishSum(sums.Slice(i * PackedField.SumLength, PackedField.SumLength));
                for (int rest = row; rest < end; rest++)
                    sum += PackedRows.Read<P>(weights.PackedRow(rest)) * matrix[rest, firstColumn + i];
                partial[(block * matrix.Width) + firstColumn + i] = PackedRows.SumLanes(sum) * factor;
            }
        });

        Extension[] values = new Extension[columns.Count];
        for (int i = 0; i < values.Length; i++)
        {
            for (int block = 0; block < blocks; block++)
                values[i] += partial[(block * matrix.Width) + columns[i]];
        }

        return values;
    }

    /// <summary>As <see cref="Evaluate"/>, of extension columns: those of which the given ones are the first of five base columns.</summary>
    public static Extension[] EvaluateExtensions(PackedMatrix<P> matrix, IReadOnlyList<int> columns, PackedMatrix<P> weights, Extension point, int logHeight, Workers workers)
    {
        int[] baseColumns = [.. columns.SelectMany(column => Enumerable.Range(column, ExtensionField.Degree))];
        return [.. Evaluate(matrix, baseColumns, weights, point, logHeight, workers).Chunk(ExtensionField.Degree).Select(coordinates => PackedRows.Combine(coordinates))];
    }

    /// <summary>Runs of neighbouring columns, of limited length.</summary>
    private static List<(int First, int Count)> Chunks(IReadOnlyList<int> columns)
    {
        List<(int First, int Count)> chunks = [];
        foreach (int column in columns)
        {
            if (chunks.Count > 0 && chunks[^1].First + chunks[^1].Count == column && chunks[^1].Count < ChunkColumns)
                chunks[^1] = (chunks[^1].First, chunks[^1].Count + 1);
            else
                chunks.Add((column, 1));
        }

        return chunks;
    }
}
