using System.Runtime.CompilerServices;
using Rollup.Kernel.Fields;
using Rollup.Machine.Events;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Machine.Chips.Boundary;

/// <summary>
/// Ties a segment to its public values, once: hands out the state at its start, takes the one at its end, and opens the memory tree at its root.
/// </summary>
public sealed class BoundaryChip : IChip, IAir
{
    private static readonly string[] Names = ColumnNames.Of<BoundaryColumns<byte>>();

    /// <summary>The time of a segment's first instruction. Words are in the memory bus at time 0 before.</summary>
    public const uint StartTime = 1;

    public IAir Air => this;

    public string Name => "Boundary";

    public int Width => Unsafe.SizeOf<BoundaryColumns<byte>>();

    public int PublicValueCount => SegmentStatement.PublicValueCount;

    public string ColumnName(int index) => Names[index];

    public void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly BoundaryColumns<T> columns = ref builder.Local.As<BoundaryColumns<T>, T>();
        ref readonly BoundaryColumns<T> next = ref builder.Next.As<BoundaryColumns<T>, T>();
        builder.AssertBool("IsFirst is a bit", columns.IsFirst);
        builder.AssertZeroOnFirstRow("the first row is the first", columns.IsFirst - T.Constant(KoalaBear.One));
        builder.AssertZeroOnTransition("no other row is the first", next.IsFirst);

        builder.Send(Buses.State, [builder.PublicValue(0), AirBuilderExtensions.Number<T>(StartTime)], columns.IsFirst, maxMultiplicity: 1);
        builder.Receive(Buses.State, [builder.PublicValue(SegmentStatement.EndOffset), columns.EndTime], columns.IsFirst, maxMultiplicity: 1);
        T[] root = new T[Buses.Node.MessageLength];
        root[0] = AirBuilderExtensions.Number<T>(MemoryMap.TreeHeight);
        root[1] = default;
        for (int i = 0; i < Kernel.State.Digest.Length; i++)
        {
            root[2 + i] = builder.PublicValue(1 + i);
            root[2 + Kernel.State.Digest.Length + i] = builder.PublicValue(SegmentStatement.EndOffset + 1 + i);
        }

        builder.Send(Buses.Node, root, columns.IsFirst, maxMultiplicity: 1);
    }

    public long RowsFor(SegmentCounts counts) => 1;

    public void Fill(Trace trace, SegmentEvents events, int from, int to, LookupCounts lookups)
    {
        if (from > 0)
            return;
        ref BoundaryColumns<KoalaBear> columns = ref trace.Row(0).As<BoundaryColumns<KoalaBear>, KoalaBear>();
        columns.IsFirst = KoalaBear.One;
        columns.EndTime = KoalaBear.FromCanonical(events.EndTime);
    }
}
