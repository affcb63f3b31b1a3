using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Stark.LogUp;

/// <summary>Fills the LogUp columns of a table: five base columns per extension column, the φ of every group and then the running sum.</summary>
internal static class LogUpTrace
{
    private const int Grain = 64;

    /// <summary>The columns over the trace domain, and the last running sum.</summary>
    public static (PackedMatrix<P> Columns, Extension CumulativeSum) Generate<P>(
        IAir air, AirShape shape, PackedMatrix<P> main, PackedMatrix<P>? preprocessed, KoalaBear[] publicValues, LogUpChallenges challenges, BufferPool pool, Workers workers)
        where P : unmanaged, IPackedField<P>
    {
        PackedMatrix<P> columns = new(pool, 5 * shape.LogUpColumns, main.Rows);
        workers.ForRanges(main.PackedRows, Grain, (from, to) => FillFractions(air, shape, main, preprocessed, publicValues, challenges, columns, from, to));
        return (columns, FillRunningSum<P>(columns));
    }

    private static void FillFractions<P>(
        IAir air, AirShape shape, PackedMatrix<P> main, PackedMatrix<P>? preprocessed, KoalaBear[] publicValues, LogUpChallenges challenges, PackedMatrix<P> columns, int from, int to)
        where P : unmanaged, IPackedField<P>
    {
        int interactions = shape.Interactions.Count;
        P[] next = new P[shape.UsesNext ? shape.Width : 0];
        P[] multiplicities = new P[interactions * (to - from)];
        Quintic<P>[] denominators = new Quintic<P>[multiplicities.Length], scratch = new Quintic<P>[multiplicities.Length];
        for (int row = from; row < to; row++)
        {
            ReadOnlySpan<P> local = main.PackedRow(row);
            if (shape.UsesNext)
                PackedRows.ShiftIn(local, main.PackedRow((row + 1) % main.PackedRows), next);
            int start = (row - from) * interactions;
            InteractionRecorder<P> recorder = new(
                local, next, preprocessed is null ? [] : preprocessed.PackedRow(row), publicValues, challenges,
                multiplicities.AsSpan(start, interactions), denominators.AsSpan(start, interactions));
            air.Evaluate<InteractionRecorder<P>, P>(ref recorder);
        }

        BatchInversion.Invert(denominators.AsSpan(), scratch);
        for (int row = from; row < to; row++)
        {
            int start = (row - from) * interactions;
            Span<P> target = columns.PackedRow(row);
            Quintic<P> sum = default;
            for (int g = 0; g < shape.InteractionGroups.Count; g++)
            {
                InteractionGroup group = shape.InteractionGroups[g];
                Quintic<P> phi = default;
                for (int i = start + group.First; i < start + group.First + group.Interactions.Count; i++)
                    phi += denominators[i] * multiplicities[i];
                PackedRows.Write(target[(5 * g)..], phi);
                sum += phi;
            }

            PackedRows.Write(target[(5 * shape.InteractionGroups.Count)..], sum);
        }
    }

    /// <summary>Turns the last extension column, so far the sum of the row's φ, into prefix sums.</summary>
    private static Extension FillRunningSum<P>(PackedMatrix<P> columns)
        where P : unmanaged, IPackedField<P>
    {
        Span<KoalaBear> running = stackalloc KoalaBear[5];
        running.Clear();
        for (int row = 0; row < columns.PackedRows; row++)
        {
            Span<KoalaBear> lanes = PackedField.Lanes(columns.PackedRow(row)[^5..]);
            for (int coordinate = 0; coordinate < 5; coordinate++)
            {
                foreach (ref KoalaBear lane in lanes.Slice(coordinate * P.Lanes, P.Lanes))
                {
                    running[coordinate] += lane;
                    lane = running[coordinate];
                }
            }
        }

        return PackedRows.ToExtension(running);
    }
}
