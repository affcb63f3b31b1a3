using Rollup.Machine.Tables;
using Rollup.Stark.Parameters;

namespace Rollup.Machine.Segments;

/// <summary>Heights of all tables, in the order of the machine's chips, as logarithms; <see cref="StarkParameters.AbsentLogHeight"/> for a table that is left out.</summary>
public sealed class SegmentShape(string name, IReadOnlyList<int> logHeights)
{
    public string Name => name;

    public IReadOnlyList<int> LogHeights => logHeights;

    /// <summary>The smallest heights that hold a segment with these counts, whatever they are.</summary>
    public static SegmentShape Smallest(string name, IReadOnlyList<IChip> chips, SegmentCounts counts)
        => new(name, [.. chips.Select(chip => LogHeightFor(chip.RowsFor(counts), chip.Air.IsOptional))]);

    private static int LogHeightFor(long rows, bool isOptional)
        => rows == 0 && isOptional ? StarkParameters.AbsentLogHeight : Math.Max(StarkParameters.MinLogHeight, (int)ulong.Log2((ulong)Math.Max(1, (2 * rows) - 1)));

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
