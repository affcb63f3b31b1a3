using Rollup.Machine.Events;
using Rollup.Stark.Airs;
using Rollup.Stark.Matrices;

namespace Rollup.Machine.Tables;

/// <summary>One table of the machine: its AIR, how many rows a segment needs in it, and how they are filled.</summary>
public interface IChip
{
    IAir Air { get; }

    /// <summary>The rows that a segment with these counts needs, before padding; 0 leaves the table out. Never decreases when a count grows.</summary>
    long RowsFor(SegmentCounts counts);

    /// <summary>Whether the table holds the counts of lookups. It is filled last, with those of all others, and adds none.</summary>
    bool CountsLookups => false;

    /// <summary>Rows that are filled together: <see cref="Fill"/> is asked for multiples of it.</summary>
    int RowGrain => 1;

    /// <summary>
    /// Fills rows [<paramref name="from"/>, <paramref name="to"/>) of <paramref name="trace"/>, padding included, which is zero beforehand, and counts what they send to lookup tables. Called for
    /// several ranges at a time on different threads, each with its own <paramref name="lookups"/>.
    /// </summary>
    void Fill(Trace trace, SegmentEvents events, int from, int to, LookupCounts lookups);
}
