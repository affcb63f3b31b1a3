using Rollup.Kernel.Fields;
using Rollup.Machine.Events;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Machine.Chips.Ranges;

/// <summary>All values below 2^bits, for bits from 0 to 16, preprocessed, and how often each is looked up.</summary>
public sealed class RangeChip : IChip, IAir
{
    public IAir Air => this;

    public string Name => "Range";

    public int Width => 1;

    public bool CountsLookups => true;

    public string ColumnName(int index) => "Lookups";

    public Trace Preprocessed()
    {
        Trace trace = new(Buses.Range.MessageLength, LookupCounts.RangeRows);
        for (int row = 0; row < trace.Height; row++)
        {
            (uint value, int bits) = LookupCounts.RangeOf(row);
            trace[row, 0] = KoalaBear.FromCanonical(value);
            trace[row, 1] = KoalaBear.FromCanonical((uint)bits);
        }

        return trace;
    }

    public void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
        => builder.Receive(Buses.Range, builder.Preprocessed, builder.Local[0], Bus.Unbounded);

    public long RowsFor(SegmentCounts counts) => LookupCounts.RangeRows;

    public void Fill(Trace trace, SegmentEvents events, int from, int to, LookupCounts lookups)
    {
        for (int row = from; row < to; row++)
            trace[row, 0] = KoalaBear.FromCanonical(lookups.RangeCount(row));
    }
}
