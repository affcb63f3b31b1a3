using Rollup.Kernel.Fields;
using Rollup.Machine.Events;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Machine.Chips.BytePairs;

/// <summary>All pairs of bytes with their conjunction, preprocessed, and how often each is looked up on the two buses of pairs.</summary>
public sealed class BytePairChip : IChip, IAir
{
    public IAir Air => this;

    public string Name => "BytePair";

    public int Width => 2;

    public bool CountsLookups => true;

    public string ColumnName(int index) => index == 0 ? "PairLookups" : "AndLookups";

    /// <summary>Row a + 256·b is (a, b, a AND b).</summary>
    public Trace Preprocessed()
    {
        Trace trace = new(Buses.ByteAnd.MessageLength, LookupCounts.PairRows);
        for (uint row = 0; row < (uint)trace.Height; row++)
        {
            uint a = row & 0xff, b = row >> 8;
            trace[(int)row, 0] = KoalaBear.FromCanonical(a);
            trace[(int)row, 1] = KoalaBear.FromCanonical(b);
            trace[(int)row, 2] = KoalaBear.FromCanonical(a & b);
        }

        return trace;
    }

    public void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        builder.Receive(Buses.BytePair, builder.Preprocessed[..2], builder.Local[0], Bus.Unbounded);
        builder.Receive(Buses.ByteAnd, builder.Preprocessed, builder.Local[1], Bus.Unbounded);
    }

    public long RowsFor(SegmentCounts counts) => LookupCounts.PairRows;

    public void Fill(Trace trace, SegmentEvents events, int from, int to, LookupCounts lookups)
    {
        for (int row = from; row < to; row++)
        {
            (uint pairs, uint ands) = lookups.PairCounts(row);
            trace[row, 0] = KoalaBear.FromCanonical(pairs);
            trace[row, 1] = KoalaBear.FromCanonical(ands);
        }
    }
}
