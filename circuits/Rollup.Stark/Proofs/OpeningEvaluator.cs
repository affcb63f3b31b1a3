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
    private const int ColumnGrain = 8, RowGrain = 256;

    /// <summary>The weights ωⁱ/(u − ωⁱ), as five columns over n rows.</summary>
    public static PackedMatrix<P> Weights(Extension point, int logHeight, BufferPool pool, Workers workers)
    {
        PackedMatrix<P> weights = new(pool, 5, 1 << logHeight);
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

    /// <summary>All columns of <paramref name="matrix"/> at <paramref name="point"/>, whose <see cref="Weights"/> are given.</summary>
    public static Extension[] Evaluate(PackedMatrix<P> matrix, PackedMatrix<P> weights, Extension point, int logHeight, Workers workers)
    {
        Extension u = point * new Scalar(Domain.Shift.Inverse());
        Extension factor = (u.Pow(1ul << logHeight) - Extension.One) * new Scalar(KoalaBear.FromCanonical(1u << logHeight).Inverse());
        Extension[] values = new Extension[matrix.Width];
        workers.ForRanges(matrix.Width, ColumnGrain, (from, to) =>
        {
            Span<Quintic<P>> sums = new Quintic<P>[to - from];
            for (int row = 0; row < weights.PackedRows; row++)
            {
                Quintic<P> weight = PackedRows.Read<P>(weights.PackedRow(row));
                ReadOnlySpan<P> columns = matrix.PackedRow(row)[from..to];
                for (int i = 0; i < sums.Length; i++)
                    sums[i] += weight * columns[i];
            }

            for (int i = 0; i < sums.Length; i++)
                values[from + i] = PackedRows.SumLanes(sums[i]) * factor;
        });
        return values;
    }
}
