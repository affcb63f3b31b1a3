using Rollup.Kernel.Fields;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;
using Rollup.Stark.Ntt;
using Rollup.Stark.Quotients;

namespace Rollup.Stark.Proofs;

/// <summary>
/// The DEEP quotients of all tables of one height, batched by powers of one challenge b: over the columns f of those tables, opened as v at the points z (ζ, or ζ·ω for
/// the next row), F(x) = Σₖ bᵏ·(f_k(x) − v_k)/(x − z_k). Columns are numbered table after table in the order of <see cref="TableOpenings.All"/>.
/// </summary>
internal static class DeepBatching<P>
    where P : unmanaged, IPackedField<P>
{
    private const int Grain = 64;

    /// <summary>F over the evaluation domain, as five columns.</summary>
    public static PackedMatrix<P> Combine(
        IReadOnlyList<(ProverTable<P> Table, TableOpenings Openings)> tables, int logHeight, int logBlowup, Extension zeta, Extension batching, BufferPool pool, Workers workers)
    {
        List<Term> terms = [];
        Extension offset = Extension.One;
        Extension localConstant = default, nextConstant = default;
        int widest = tables.Max(t => Math.Max(t.Table.Shape.Width, t.Openings.All.Max(o => o.Length)));
        Extension[] powers = PackedRows.Powers(batching, widest + 1);
        foreach ((ProverTable<P> table, TableOpenings openings) in tables)
        {
            Add(table.Preprocessed, openings.Preprocessed, []);
            Add(table.Main, openings.Main, openings.MainNext);
            Add(table.LogUp, openings.LogUp, openings.LogUpNext);
            Add(table.Quotient, openings.Quotient, []);
        }

        PackedMatrix<P> result = new(pool, 5, 1 << (logHeight + logBlowup));
        int blockRows = (1 << logHeight) / P.Lanes;
        Extension zetaNext = zeta * new Scalar(KoalaBear.TwoAdicGenerator(logHeight));
        workers.ForRanges(result.PackedRows, Math.Min(Grain, blockRows), (from, to) =>
        {
            int count = to - from;
            int block = from / blockRows;
            Quintic<P>[] inverses = new Quintic<P>[2 * count], scratch = new Quintic<P>[2 * count];
            CosetPoints<P> points = new(Domain.BlockShift(logHeight, logBlowup, block), KoalaBear.TwoAdicGenerator(logHeight), from - (block * blockRows));
            for (int i = 0; i < count; i++, points.MoveNext())
            {
                inverses[i] = Quintic<P>.FromBase(points.Current) - Quintic<P>.Broadcast(zeta);
                inverses[count + i] = Quintic<P>.FromBase(points.Current) - Quintic<P>.Broadcast(zetaNext);
            }

            BatchInversion.Invert(inverses.AsSpan(), scratch);
            for (int i = 0; i < count; i++)
            {
                Quintic<P> local = Quintic<P>.Broadcast(-localConstant), next = Quintic<P>.Broadcast(-nextConstant);
                foreach (Term term in terms)
                {
                    Quintic<P> sum = P.Dot(term.Matrix.PackedRow(from + i), powers);
                    local += Quintic<P>.Broadcast(term.LocalFactor) * sum;
                    if (term.OpensNext)
                        next += Quintic<P>.Broadcast(term.NextFactor) * sum;
                }

                PackedRows.Write(result.PackedRow(from + i), (local * inverses[i]) + (next * inverses[count + i]));
            }
        });
        return result;

        void Add(PackedMatrix<P>? matrix, Extension[] local, Extension[] next)
        {
            if (matrix is null)
                return;
            Extension localFactor = offset;
            localConstant += localFactor * Dot(local, powers);
            offset *= powers[local.Length];
            Extension nextFactor = offset;
            if (next.Length > 0)
            {
                nextConstant += nextFactor * Dot(next, powers);
                offset *= powers[next.Length];
            }

            terms.Add(new(matrix, localFactor, next.Length > 0, nextFactor));
        }
    }

    private static Extension Dot(Extension[] values, Extension[] powers)
    {
        Extension sum = default;
        for (int i = 0; i < values.Length; i++)
            sum += powers[i] * values[i];
        return sum;
    }

    private readonly record struct Term(PackedMatrix<P> Matrix, Extension LocalFactor, bool OpensNext, Extension NextFactor);
}
