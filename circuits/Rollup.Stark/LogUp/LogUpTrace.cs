using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Stark.LogUp;

/// <summary>Fills the LogUp columns of a table: five base columns per extension column, the φ of every group but the last and then the running sum.</summary>
internal static class LogUpTrace
{
    private const int MaxGrain = 64, Degree = ExtensionField.Degree;

    /// <summary>Denominators that are inverted together: enough to share an inversion, and few enough for the caches and for objects that are collected young.</summary>
    private const int BatchSize = 200;

    /// <summary>The columns over the trace domain, and the cumulative sum.</summary>
    public static (PackedMatrix<P> Columns, Extension CumulativeSum) Generate<P>(
        IAir air, AirStructure structure, PackedMatrix<P> main, PackedMatrix<P>? preprocessed, KoalaBear[] publicValues, LogUpChallenges<Extension> challenges, BufferPool pool, Workers workers)
        where P : unmanaged, IPackedField<P>
    {
        PackedMatrix<P> columns = new(pool, Degree * structure.LogUpColumns, main.Rows);
        int grain = Math.Clamp(BatchSize / structure.Interactions.Count, 1, MaxGrain);
        workers.ForRanges(main.PackedRows, grain, (from, to) => FillFractions(air, structure, main, preprocessed, publicValues, challenges, columns, from, to));
        return (columns, FillRunningSum<P>(columns));
    }

    private static void FillFractions<P>(
        IAir air, AirStructure structure, PackedMatrix<P> main, PackedMatrix<P>? preprocessed, KoalaBear[] publicValues, LogUpChallenges<Extension> challenges, PackedMatrix<P> columns, int from, int to)
        where P : unmanaged, IPackedField<P>
    {
        int interactions = structure.Interactions.Count;
        P[] next = new P[structure.Width];
        P[] multiplicities = new P[interactions * (to - from)];
        Quintic<P>[] denominators = new Quintic<P>[multiplicities.Length], scratch = new Quintic<P>[multiplicities.Length];
        for (int row = from; row < to; row++)
        {
            ReadOnlySpan<P> local = main.PackedRow(row);
            PackedRows.ShiftIn(local, main.PackedRow((row + 1) % main.PackedRows), structure.NextColumns, next);
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
            for (int g = 0; g < structure.InteractionGroups.Count; g++)
            {
                Quintic<P> phi = default;
                foreach (int i in structure.InteractionGroups[g].Indices)
                    phi += denominators[start + i] * multiplicities[start + i];
                sum += phi;
                PackedRows.Write(target[(Degree * g)..], g == structure.InteractionGroups.Count - 1 ? sum : phi);
            }
        }
    }

    /// <summary>
    /// Turns the last extension column, so far the sum r of each row's fractions, into the running sum s: 0 in the first row, and s′ = s + r − S/n. Returns S = Σ r.
    /// </summary>
    private static Extension FillRunningSum<P>(PackedMatrix<P> columns)
        where P : unmanaged, IPackedField<P>
    {
        Quintic<P> total = default;
        for (int row = 0; row < columns.PackedRows; row++)
            total += PackedRows.Read<P>(columns.PackedRow(row)[^Degree..]);
        Extension cumulativeSum = PackedRows.SumLanes(total);
        Extension share = Share(cumulativeSum, int.Log2(columns.Rows));
        Span<KoalaBear> running = stackalloc KoalaBear[Degree];
        running.Clear();
        for (int row = 0; row < columns.PackedRows; row++)
        {
            Span<KoalaBear> lanes = PackedField.Lanes(columns.PackedRow(row)[^Degree..]);
            for (int coordinate = 0; coordinate < Degree; coordinate++)
            {
                KoalaBear sum = running[coordinate], part = share[coordinate].Value;
                foreach (ref KoalaBear lane in lanes.Slice(coordinate * P.Lanes, P.Lanes))
                {
                    KoalaBear after = sum + lane - part;
                    lane = sum;
                    sum = after;
                }

                running[coordinate] = sum;
            }
        }

        return cumulativeSum;
    }

    /// <summary>S/n, what every row of a table of 2^<paramref name="logHeight"/> rows takes off the running sum.</summary>
    public static Extension Share(Extension cumulativeSum, int logHeight) => cumulativeSum * new Scalar(KoalaBear.FromCanonical(1u << logHeight).Inverse());
}
