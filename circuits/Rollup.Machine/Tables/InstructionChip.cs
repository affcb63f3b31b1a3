using Rollup.Kernel.Fields;
using Rollup.Machine.Events;
using Rollup.Machine.Isa;
using Rollup.Stark.Airs;
using Rollup.Stark.Matrices;

namespace Rollup.Machine.Tables;

/// <summary>A chip that executes instructions: the operations that <see cref="InstructionSet"/> assigns to <paramref name="kind"/>, <paramref name="instances"/> of them per row. Padding rows are zero.</summary>
public abstract class InstructionChip(ChipKind kind, int instances = 1) : IChip
{
    public ChipKind Kind => kind;

    public abstract IAir Air { get; }

    public long RowsFor(SegmentCounts counts) => (counts.Executions(kind) + instances - 1) / instances;

    public void Fill(Trace trace, SegmentEvents events, int from, int to, LookupCounts lookups)
    {
        ReadOnlySpan<InstructionEvent> all = events.Instructions(kind);
        for (int row = from; row < to && row * instances < all.Length; row++)
            FillRow(trace.Row(row), all.Slice(row * instances, Math.Min(instances, all.Length - (row * instances))), lookups);
    }

    /// <summary>Fills a row with one event per instance; the last row may have fewer, and its other instances are padding.</summary>
    protected abstract void FillRow(Span<KoalaBear> row, ReadOnlySpan<InstructionEvent> events, LookupCounts lookups);
}
