using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.LogUp;
using Rollup.Stark.Matrices;
using Rollup.Stark.Ntt;

namespace Rollup.Stark.Quotients;

/// <summary>
/// The quotient of a table: (Σₖ λ^(K−1−k)·selector·constraintₖ) / Z over the first 2^q blocks of the evaluation domain, five base columns per block
/// of rows. On each block it equals a polynomial of degree below n, a quotient chunk.
/// </summary>
internal static class QuotientEvaluator<P>
    where P : unmanaged, IPackedField<P>
{
    private const int Grain = 32;

    /// <summary>2^q·n rows of five columns; chunk k is block k.</summary>
    public static PackedMatrix<P> Evaluate(ProverTable<P> table, KoalaBear[] publicValues, Extension lambda, LogUpChallenges<Extension>? challenges, int logBlowup, BufferPool pool, Workers workers)
    {
        int blockRows = (1 << table.LogHeight) / P.Lanes;
        int chunks = 1 << table.Structure.LogQuotientChunks;
        PackedMatrix<P> quotient = new(pool, ExtensionField.Degree, chunks << table.LogHeight);
        Extension[] powers = PackedRows.DescendingPowers(lambda, table.Structure.ConstraintCount);
        workers.ForRanges(quotient.PackedRows, Math.Min(Grain, blockRows), (from, to) =>
        {
            int block = from / blockRows;
            EvaluateRows(table, publicValues, powers, challenges, Domain.BlockShift(table.LogHeight, logBlowup, block), block * blockRows, blockRows, from, to, quotient);
        });
        return quotient;
    }

    private static void EvaluateRows(
        ProverTable<P> table, KoalaBear[] publicValues, Extension[] powers, LogUpChallenges<Extension>? challenges,
        KoalaBear shift, int blockStart, int blockRows, int from, int to, PackedMatrix<P> quotient)
    {
        AirStructure structure = table.Structure;
        int count = to - from;
        KoalaBear root = KoalaBear.TwoAdicGenerator(table.LogHeight);
        KoalaBear vanishing = shift.Pow(1ul << table.LogHeight) - KoalaBear.One;
        P packedVanishing = P.Constant(vanishing), inverseVanishing = P.Constant(vanishing.Inverse());

        // x − 1 and x − ω⁻¹, and their inverses.
        P[] differences = new P[2 * count], inverses = new P[2 * count], scratch = new P[2 * count];
        CosetPoints<P> points = new(shift, root, from - blockStart);
        P one = P.Constant(KoalaBear.One), last = P.Constant(root.Inverse());
        for (int i = 0; i < count; i++, points.MoveNext())
        {
            differences[i] = points.Current - one;
            differences[count + i] = points.Current - last;
        }

        differences.CopyTo(inverses, 0);
        BatchInversion.Invert(inverses.AsSpan(), scratch);

        P[] next = new P[structure.Width];
        P[] values = new P[structure.Constraints.Count];
        P[] multiplicities = new P[structure.Interactions.Count];
        Quintic<P>[] denominators = new Quintic<P>[structure.Interactions.Count];
        Quintic<P>[] logUp = new Quintic<P>[structure.LogUpColumns], groups = new Quintic<P>[structure.LogUpColumns];
        Extension share = LogUpTrace.Share(table.CumulativeSum, table.LogHeight);
        for (int row = from; row < to; row++)
        {
            int i = row - from;
            int following = row + 1 == blockStart + blockRows ? blockStart : row + 1;
            ReadOnlySpan<P> local = table.Main.PackedRow(row);
            PackedRows.ShiftIn(local, table.Main.PackedRow(following), structure.NextColumns, next);
            RowSelectors<P> selectors = new(packedVanishing * inverses[i], packedVanishing * inverses[count + i], differences[count + i]);
            ConstraintFolder<P> folder = new(
                local, next, table.Preprocessed is null ? [] : table.Preprocessed.PackedRow(row), publicValues, powers, values, selectors, challenges, multiplicities, denominators);
            table.Air.Evaluate<ConstraintFolder<P>, P>(ref folder);
            if (table.LogUp is not null)
            {
                ReadOnlySpan<P> logUpRow = table.LogUp.PackedRow(row);
                ReadExtensions(logUpRow, logUp);
                Quintic<P> nextSum = PackedRows.ReadNext(logUpRow[^ExtensionField.Degree..], table.LogUp.PackedRow(following)[^ExtensionField.Degree..]);
                folder.AddLogUp(structure, logUp, nextSum, share, groups);
            }

            PackedRows.Write(quotient.PackedRow(row), folder.Sum * inverseVanishing);
        }
    }

    private static void ReadExtensions(ReadOnlySpan<P> columns, Span<Quintic<P>> values)
    {
        for (int i = 0; i < values.Length; i++)
            values[i] = PackedRows.Read(columns[(ExtensionField.Degree * i)..]);
    }
}
