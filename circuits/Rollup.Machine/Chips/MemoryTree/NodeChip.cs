using System.Runtime.CompilerServices;
using Rollup.Kernel.Fields;
using Rollup.Kernel.State;
using Rollup.Machine.Events;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Machine.Chips.MemoryTree;

/// <summary>
/// Inner nodes of the memory tree: each takes itself from its parent once and hands on the children that are touched. An untouched one stays as it is. Since the root is handed out once, so is every
/// node and every block.
/// </summary>
public sealed class NodeChip : IChip, IAir
{
    private static readonly string[] Names = ColumnNames.Of<NodeColumns<byte>>();

    public IAir Air => this;

    public string Name => "MemoryNode";

    public int Width => Unsafe.SizeOf<NodeColumns<byte>>();

    public string ColumnName(int index) => Names[index];

    public void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly NodeColumns<T> columns = ref builder.Local.As<NodeColumns<T>, T>();
        T one = T.Constant(KoalaBear.One), left = columns.IsLeftTouched, right = columns.IsRightTouched;
        builder.AssertBool("IsReal is a bit", columns.IsReal);
        builder.AssertBool("IsLeftTouched is a bit", left);
        builder.AssertBool("IsRightTouched is a bit", right);
        builder.AssertZero("padding touches nothing on the left", left * (one - columns.IsReal));
        builder.AssertZero("padding touches nothing on the right", right * (one - columns.IsReal));
        for (int i = 0; i < Digest.Length; i++)
        {
            builder.AssertZero("an untouched left child stays", (one - left) * (columns.LeftAfter[i] - columns.LeftBefore[i]));
            builder.AssertZero("an untouched right child stays", (one - right) * (columns.RightAfter[i] - columns.RightBefore[i]));
        }

        ReadOnlySpan<T> before = columns.Before, after = columns.After;
        ReadOnlySpan<T> leftBefore = columns.LeftBefore, leftAfter = columns.LeftAfter, rightBefore = columns.RightBefore, rightAfter = columns.RightAfter;
        T childHeight = columns.Height - one, firstChild = columns.Index + columns.Index;
        builder.Receive(Buses.Node, [columns.Height, columns.Index, .. before, .. after], columns.IsReal, maxMultiplicity: 1);
        builder.Send(Buses.Node, [childHeight, firstChild, .. leftBefore, .. leftAfter], left, maxMultiplicity: 1);
        builder.Send(Buses.Node, [childHeight, firstChild + one, .. rightBefore, .. rightAfter], right, maxMultiplicity: 1);
        builder.Send(Buses.Compress16, [.. leftBefore, .. rightBefore, .. before], columns.IsReal, maxMultiplicity: 1);
        builder.Send(Buses.Compress16, [.. leftAfter, .. rightAfter, .. after], columns.IsReal, maxMultiplicity: 1);
    }

    public long RowsFor(SegmentCounts counts) => counts.Nodes;

    public void Fill(Trace trace, SegmentEvents events, int from, int to, LookupCounts lookups)
    {
        for (int row = from; row < Math.Min(to, events.Nodes.Count); row++)
        {
            ref NodeColumns<KoalaBear> columns = ref trace.Row(row).As<NodeColumns<KoalaBear>, KoalaBear>();
            NodeEvent node = events.Nodes[row];
            columns.IsReal = KoalaBear.One;
            columns.Height = KoalaBear.FromCanonical((uint)node.Height);
            columns.Index = KoalaBear.FromCanonical(node.Index);
            columns.IsLeftTouched = node.IsLeftTouched ? KoalaBear.One : default;
            columns.IsRightTouched = node.IsRightTouched ? KoalaBear.One : default;
            node.LeftBefore.AsSpan().CopyTo(columns.LeftBefore);
            node.RightBefore.AsSpan().CopyTo(columns.RightBefore);
            node.LeftAfter.AsSpan().CopyTo(columns.LeftAfter);
            node.RightAfter.AsSpan().CopyTo(columns.RightAfter);
            node.Before.AsSpan().CopyTo(columns.Before);
            node.After.AsSpan().CopyTo(columns.After);
        }
    }
}
