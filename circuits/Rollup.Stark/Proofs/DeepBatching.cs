using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;
using Rollup.Stark.Ntt;

namespace Rollup.Stark.Proofs;

/// <summary>
/// The prover's side of batching (see <c>QueryVerifier</c>): F(x) = Σₖ bᵏ·(f_k(x) − v_k)/(x − z_k) over a whole evaluation domain, the last column having the weight 1.
/// </summary>
internal static class DeepBatching<P>
    where P : unmanaged, IPackedField<P>
{
    private const int Grain = 64, Degree = ExtensionField.Degree;

    /// <summary>
    /// F of the tables of one height, as five columns. <paramref name="layers"/> are their extended columns, tree after tree, with the order in which they are hashed; <paramref name="local"/> and
    /// <paramref name="next"/> the openings in the same order.
    /// </summary>
    public static PackedMatrix<P> Combine(
        IReadOnlyList<(PackedMatrix<P>[] Columns, RowLayer Layer, bool HoldsExtensions)> layers, IReadOnlyList<Extension> local, IReadOnlyList<Extension> next,
        int logHeight, int logBlowup, Extension zeta, Extension batching, BufferPool pool, Workers workers)
    {
        Extension[] powers = PackedRows.DescendingPowers(batching, local.Count + next.Count);
        int cells = 0, nextCells = local.Count;
        List<Term> terms = [];
        foreach ((PackedMatrix<P>[] matrices, RowLayer layer, bool holdsExtensions) in layers)
        {
            int stride = holdsExtensions ? Degree : 1, first = 0;
            int[] placeOf = new int[matrices.Sum(m => m.Width) / stride];
            for (int place = 0; place < layer.Cells.Count; place++)
            {
                if (layer.Cells[place] != RowLayer.ZeroCell)
                    placeOf[layer.Cells[place]] = place;
            }

            foreach (PackedMatrix<P> matrix in matrices)
            {
                int[] places = placeOf[first..(first += matrix.Width / stride)];
                int[] opened = [.. Enumerable.Range(0, places.Length).Where(i => places[i] < layer.NextCells)];
                terms.Add(new(
                    matrix, Weights([.. places.Select(place => powers[cells + place])], stride), [.. opened.SelectMany(i => Enumerable.Range(i * stride, stride))],
                    Weights([.. opened.Select(i => powers[nextCells + places[i]])], stride)));
            }

            cells += layer.Cells.Count;
            nextCells += layer.NextCells;
        }

        Extension localConstant = Dot(local, powers), nextConstant = Dot(next, powers.AsSpan(local.Count));
        PackedMatrix<P> result = new(pool, Degree, 1 << (logHeight + logBlowup));
        int blockRows = (1 << logHeight) / P.Lanes;
        int widestNext = terms.Max(t => t.NextColumns.Length);
        Extension zetaNext = zeta * new Scalar(KoalaBear.TwoAdicGenerator(logHeight));
        workers.ForRanges(result.PackedRows, Math.Min(Grain, blockRows), (from, to) =>
        {
            int count = to - from;
            int block = from / blockRows;
            Quintic<P>[] inverses = new Quintic<P>[2 * count], scratch = new Quintic<P>[2 * count];
            P[] nextRow = new P[widestNext];
            CosetPoints<P> points = new(Domain.BlockShift(logHeight, logBlowup, block), KoalaBear.TwoAdicGenerator(logHeight), from - (block * blockRows));
            for (int i = 0; i < count; i++, points.MoveNext())
            {
                inverses[i] = Quintic<P>.FromBase(points.Current) - Quintic<P>.Broadcast(zeta);
                inverses[count + i] = Quintic<P>.FromBase(points.Current) - Quintic<P>.Broadcast(zetaNext);
            }

            BatchInversion.Invert(inverses.AsSpan(), scratch);
            for (int i = 0; i < count; i++)
            {
                Quintic<P> localSum = Quintic<P>.Broadcast(-localConstant), nextSum = Quintic<P>.Broadcast(-nextConstant);
                foreach (Term term in terms)
                {
                    ReadOnlySpan<P> row = term.Columns.PackedRow(from + i);
                    localSum += P.Dot(row, term.Weights);
                    if (term.NextColumns.Length == 0)
                        continue;
                    for (int column = 0; column < term.NextColumns.Length; column++)
                        nextRow[column] = row[term.NextColumns[column]];
                    nextSum += P.Dot(nextRow.AsSpan(0, term.NextColumns.Length), term.NextWeights);
                }

                PackedRows.Write(result.PackedRow(from + i), (localSum * inverses[i]) + (nextSum * inverses[count + i]));
            }
        });
        return result;
    }

    /// <summary>The weights of base columns: those of the cells, for an extension element times 1, X, …, X⁴.</summary>
    private static Extension[] Weights(Extension[] cells, int stride)
    {
        Extension[] weights = new Extension[cells.Length * stride];
        for (int i = 0; i < weights.Length; i++)
            weights[i] = cells[i / stride] * PackedRows.Basis(i % stride);
        return weights;
    }

    private static Extension Dot(IReadOnlyList<Extension> values, ReadOnlySpan<Extension> powers)
    {
        Extension sum = default;
        for (int i = 0; i < values.Count; i++)
            sum += powers[i] * values[i];
        return sum;
    }

    private sealed record Term(PackedMatrix<P> Columns, Extension[] Weights, int[] NextColumns, Extension[] NextWeights);
}
