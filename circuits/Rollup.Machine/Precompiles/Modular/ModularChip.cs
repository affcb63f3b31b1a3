using Rollup.Machine.Events;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Matrices;

namespace Rollup.Machine.Precompiles.Modular;

/// <summary>The table of <see cref="ModularAir"/>: first the calls of mulmod, then those of recover, each with the rows of its longest program.</summary>
public sealed class ModularChip : IChip
{
    /// <summary>Rows of a call of mulmod.</summary>
    public static int MulModRows => ModularPrograms.MulMod.Length;

    /// <summary>Rows of a call of recover.</summary>
    public static int RecoverRows => ModularPrograms.Recover.Length;

    public IAir Air { get; } = new ModularAir();

    public long RowsFor(SegmentCounts counts) => (counts.Calls(Precompile.MulMod) * MulModRows) + (counts.Calls(Precompile.Recover) * RecoverRows);

    public void Fill(Trace trace, SegmentEvents events, int from, int to, LookupCounts lookups)
    {
        ModularCalls calls = ModularCalls.Of(events);
        for (int i = 0; i < calls.Count; i++)
        {
            // A call belongs to the range in which it begins.
            int row = i < calls.MulModCount ? i * MulModRows : (calls.MulModCount * MulModRows) + ((i - calls.MulModCount) * RecoverRows);
            if (row >= from && row < to)
                ModularTrace.Fill(trace, row, calls[i], lookups);
        }
    }
}
