using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.LogUp;
using Rollup.Stark.Matrices;
using Rollup.Stark.Ntt;

namespace Rollup.Stark.Quotients;

/// <summary>
/// The quotient of a table: (Σₖ λᵏ·selector·constraintₖ) / Z over the first 2^q blocks of the evaluation domain, five base columns per block
/// of rows. On each block it equals a polynomial of degree below n, a quotient chunk.
/// </summary>
internal static class QuotientEvaluator<P>
    where P : unmanaged, IPackedField<P>
{
    private const int Grain = 32;

    /// <summary>2^q·n rows of five columns; chunk k is block k.</summary>
    public static PackedMatrix<P> Evaluate(ProverTable<P> table, KoalaBear[] publicValues, Extension lambda, LogUpChallenges? challenges, int logBlowup, BufferPool pool, Workers workers)
    {
        int blockRows = (1 << table.LogHeight) / P.Lanes;
        int chunks = 1 << table.Shape.LogQuotientChunks;
        PackedMatrix<P> quotient = new(pool, 5, chunks << table.LogHeight);
        Extension[] powers = PackedRows.Powers(lambda, table.Shape.ConstraintCount);
        workers.ForRanges(quotient.PackedRows, Math.Min(Grain, blockRows), (from, to) =>
        {
            int block = from / blockRows;
            EvaluateRows(table, publicValues, powers, challenges, Domain.BlockShift(table.LogHeight, logBlowup, block), block * blockRows, blockRows, from, to, quotient);
        });
        return quotient;
    }

    private static void EvaluateRows(
        ProverTable<P> table, KoalaBear[] publicValues, Extension[] powers, LogUpChallenges? challenges,
        KoalaBear shift, int blockStart, int blockRows, int from, int to, PackedMatrix<P> quotient)
    {
        AirShape shape = table.Shape;
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

        P[] next = new P[shape.UsesNext ? shape.Width : 0];
        P[] logUpNext = new P[5 * shape.LogUpColumns];
        P[] values = new P[shape.Constraints.Count];
        P[] multiplicities = new P[shape.Interactions.Count];
        Quintic<P>[] denominators = new Quintic<P>[shape.Interactions.Count];
        Quintic<P>[] logUpLocalValues = new Quintic<P>[shape.LogUpColumns], logUpNextValues = new Quintic<P>[shape.LogUpColumns];
        Quintic<P>[] groups = new Quintic<P>[shape.InteractionGroups.Count];
        for (int row = from; row < to; row++)
        {
            int i = row - from;
            int following = row + 1 == blockStart + blockRows ? blockStart : row + 1;
            ReadOnlySpan<P> local = table.Main.PackedRow(row);
            if (shape.UsesNext)
                PackedRows.ShiftIn(local, table.Main.PackedRow(following), next);
            RowSelectors<P> selectors = new(packedVanishing * inverses[i], packedVanishing * inverses[count + i], differences[count + i]);
            ConstraintFolder<P> folder = new(
                local, next, table.Preprocessed is null ? [] : table.Preprocessed.PackedRow(row), publicValues, powers, values, selectors, challenges, multiplicities, denominators);
            table.Air.Evaluate<ConstraintFolder<P>, P>(ref folder);
            if (table.LogUp is not null)
            {
                PackedRows.ShiftIn<P>(table.LogUp.PackedRow(row), table.LogUp.PackedRow(following), logUpNext);
                ReadExtensions(table.LogUp.PackedRow(row), logUpLocalValues);
                ReadExtensions(logUpNext, logUpNextValues);
                folder.AddLogUp(shape, logUpLocalValues, logUpNextValues, table.CumulativeSum, groups);
            }

            PackedRows.Write(quotient.PackedRow(row), folder.Sum * inverseVanishing);
        }
    }

    private static void ReadExtensions(ReadOnlySpan<P> columns, Span<Quintic<P>> values)
    {
        for (int i = 0; i < values.Length; i++)
            values[i] = PackedRows.Read(columns[(5 * i)..]);
    }
}
