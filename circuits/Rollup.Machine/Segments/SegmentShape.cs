using Rollup.Machine.Tables;
using Rollup.Stark.Keys;
using Rollup.Stark.Parameters;

namespace Rollup.Machine.Segments;

/// <summary>Heights of all tables, in the order of the machine's chips, as logarithms; <see cref="StarkParameters.AbsentLogHeight"/> for a table that is left out.</summary>
public sealed class SegmentShape(string name, IReadOnlyList<int> logHeights)
{
    private const long BytesPerCell = 13, FixedBytes = 512 << 20;

    public string Name => name;

    public IReadOnlyList<int> LogHeights => logHeights;

    /// <summary>The smallest heights that hold a segment with these counts, whatever they are: more distinct ones than a key accepts.</summary>
    public static SegmentShape Smallest(string name, IReadOnlyList<IChip> chips, SegmentCounts counts)
        => new(name, [.. chips.Select(chip => LogHeightFor(chip.RowsFor(counts), chip.Air.IsOptional))]);

    /// <summary>The cheapest heights that hold a segment with these counts and are at most as many distinct ones as a key accepts.</summary>
    public static SegmentShape Cheapest(string name, IReadOnlyList<IChip> chips, TableCosts costs, SegmentCounts counts)
        => WithFewHeights(name, chips, costs, Smallest(name, chips, counts).LogHeights);

    /// <summary>The cheapest heights that are at least the given ones and at most as many distinct ones as a key accepts. Tables with preprocessed columns keep theirs.</summary>
    public static SegmentShape WithFewHeights(string name, IReadOnlyList<IChip> chips, TableCosts costs, IReadOnlyList<int> least)
    {
        int[] fixedHeights = [.. chips.Select((chip, i) => costs[i].Preprocessed > 0 ? least[i] : 0).Where(log => log > 0).Distinct()];
        int[] others = [.. least.Where(log => log != StarkParameters.AbsentLogHeight).Distinct().Except(fixedHeights).Order()];
        SegmentShape? best = null;
        foreach (int[] chosen in Subsets(others, ProofShape.MaxDistinctHeights - fixedHeights.Length))
        {
            int[] allowed = [.. fixedHeights, .. chosen];
            if (allowed.Max() < least.Max())
                continue;
            SegmentShape shape = new(name, [.. least.Select(log => log == StarkParameters.AbsentLogHeight ? log : allowed.Where(height => height >= log).Min())]);
            if (best is null || shape.Cells(costs) < best.Cells(costs))
                best = shape;
        }

        return best ?? throw new InvalidOperationException("No heights hold the segment.");
    }

    /// <summary>Committed columns of all tables, preprocessed ones included.</summary>
    public int Columns(TableCosts costs)
        => logHeights.Select((log, i) => log == StarkParameters.AbsentLogHeight ? 0 : costs[i].All + costs[i].Preprocessed).Sum();

    /// <summary>
    /// Memory that a process takes which proves segments of this shape, an upper estimate: 8 bytes a cell for the columns that are committed at blow-up 2, about 5 more for trace, trees and events, and
    /// what does not depend on the shape, keys and the emulator's memory among it.
    /// </summary>
    public long ProverBytes(TableCosts costs) => FixedBytes + (BytesPerCell * Cells(costs));

    private static IEnumerable<int[]> Subsets(int[] items, int most)
    {
        for (int mask = 0; mask < 1 << items.Length; mask++)
        {
            if (int.PopCount(mask) <= most)
                yield return [.. items.Where((_, i) => (mask >> i & 1) != 0)];
        }
    }

    private static int LogHeightFor(long rows, bool isOptional)
        => rows == 0 && isOptional ? StarkParameters.AbsentLogHeight : Math.Max(StarkParameters.MinLogHeight, (int)ulong.Log2((ulong)Math.Max(1, (2 * rows) - 1)));

    /// <summary>Committed cells of all tables.</summary>
    public long Cells(TableCosts costs)
        => logHeights.Select((log, i) => log == StarkParameters.AbsentLogHeight ? 0 : (long)costs[i].All << log).Sum();

    /// <summary>Whether a segment with these counts fits.</summary>
    public bool Holds(IReadOnlyList<IChip> chips, SegmentCounts counts)
    {
        for (int i = 0; i < chips.Count; i++)
        {
            long rows = chips[i].RowsFor(counts);
            if (rows > (logHeights[i] == StarkParameters.AbsentLogHeight ? 0 : 1L << logHeights[i]))
                return false;
        }

        return true;
    }
}
