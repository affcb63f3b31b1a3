using System.Collections.Concurrent;
using Rollup.Machine.Events;
using Rollup.Stark.Matrices;

namespace Rollup.Machine.Tables;

/// <summary>Fills the traces of a segment.</summary>
public static class TraceBuilder
{
    private const int RowsPerTask = 4096;

    /// <summary>A trace per chip, of 2^h rows for a height h, none for a height of 0.</summary>
    public static Trace?[] Build(IReadOnlyList<IChip> chips, IReadOnlyList<int> logHeights, SegmentEvents events, Workers workers)
    {
        Trace?[] traces = [.. chips.Select((chip, i) => logHeights[i] == 0 ? null : new Trace(chip.Air.Width, 1 << logHeights[i]))];
        ConcurrentBag<LookupCounts> idle = [];
        List<(int Chip, int From, int To)> tasks = [];
        for (int i = 0; i < chips.Count; i++)
        {
            if (traces[i] is not { } trace || chips[i].CountsLookups)
                continue;
            int step = RowsPerTask / chips[i].RowGrain * chips[i].RowGrain;
            for (int row = 0; row < trace.Height; row += step)
                tasks.Add((i, row, Math.Min(trace.Height, row + step)));
        }

        workers.ForRanges(tasks.Count, 1, (first, end) =>
        {
            if (!idle.TryTake(out LookupCounts? counts))
                counts = new();
            for (int task = first; task < end; task++)
                chips[tasks[task].Chip].Fill(traces[tasks[task].Chip]!, events, tasks[task].From, tasks[task].To, counts);
            idle.Add(counts);
        });

        LookupCounts all = new();
        foreach (LookupCounts counts in idle)
            all.Add(counts);
        for (int i = 0; i < chips.Count; i++)
        {
            if (chips[i].CountsLookups && traces[i] is { } trace)
                chips[i].Fill(trace, events, 0, trace.Height, all);
        }

        return traces;
    }
}
