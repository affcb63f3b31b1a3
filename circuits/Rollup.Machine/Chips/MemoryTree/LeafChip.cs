using System.Runtime.CompilerServices;
using Rollup.Kernel.Fields;
using Rollup.Machine.Access;
using Rollup.Machine.Events;
using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Fields;
using Rollup.Stark.Matrices;

namespace Rollup.Machine.Chips.MemoryTree;

/// <summary>
/// Touched blocks: each is taken from the memory tree once, with its digests before and after the segment, puts its words on the memory bus at time 0 and takes them back as they are last. Limbs before are
/// checked to be below 2^16, those after are because everything on the memory bus is; the bytes of the highest limb are checked in both, so that a block has one digest.
/// </summary>
public sealed class LeafChip : IChip, IAir
{
    private static readonly string[] Names = ColumnNames.Of<LeafColumns<byte>>();

    public IAir Air => this;

    public string Name => "MemoryLeaf";

    public int Width => Unsafe.SizeOf<LeafColumns<byte>>();

    public string ColumnName(int index) => Names[index];

    public void Evaluate<TBuilder, T>(ref TBuilder builder)
        where TBuilder : struct, IAirBuilder<T>, allows ref struct
        where T : struct, IAlgebra<T>
    {
        ref readonly LeafColumns<T> columns = ref builder.Local.As<LeafColumns<T>, T>();
        T active = columns.IsReal;
        builder.AssertBool("IsReal is a bit", active);
        ReadOnlySpan<T> digestBefore = columns.DigestBefore, digestAfter = columns.DigestAfter;
        builder.Receive(Buses.Node, [default, columns.Index, .. digestBefore, .. digestAfter], active, maxMultiplicity: 1);
        T[] before = new T[Memory.MemoryTree.BlockElements], after = new T[Memory.MemoryTree.BlockElements];
        T firstWord = columns.Index * AirBuilderExtensions.Number<T>(MemoryMap.BlockWords);
        for (int i = 0; i < MemoryMap.BlockWords; i++)
        {
            ref readonly LeafWordColumns<T> old = ref columns.Before[i];
            ref readonly LeafWordColumns<T> last = ref columns.After[i];
            T index = firstWord + AirBuilderExtensions.Number<T>((uint)i);
            Pack(in old, before.AsSpan(3 * i));
            Pack(in last, after.AsSpan(3 * i));
            builder.Send(Buses.Memory, [index, default, old.Limb0, old.Limb1, old.Limb2, HighLimb(in old)], active, maxMultiplicity: 1);
            builder.Receive(Buses.Memory, [index, columns.LastTime[i], last.Limb0, last.Limb1, last.Limb2, HighLimb(in last)], active, maxMultiplicity: 1);
            MemoryAccess.CheckLimbs(ref builder, [old.Limb0, old.Limb1, old.Limb2], active);
            MemoryAccess.CheckBytes(ref builder, old.Byte6, old.Byte7, active);
            MemoryAccess.CheckBytes(ref builder, last.Byte6, last.Byte7, active);
        }

        builder.Send(Buses.Compress24, [.. before, .. digestBefore], active, maxMultiplicity: 1);
        builder.Send(Buses.Compress24, [.. after, .. digestAfter], active, maxMultiplicity: 1);
    }

    public long RowsFor(SegmentCounts counts) => counts.Blocks;

    public void Fill(Trace trace, SegmentEvents events, int from, int to, LookupCounts lookups)
    {
        for (int row = from; row < Math.Min(to, events.Leaves.Count); row++)
        {
            ref LeafColumns<KoalaBear> columns = ref trace.Row(row).As<LeafColumns<KoalaBear>, KoalaBear>();
            LeafEvent leaf = events.Leaves[row];
            columns.IsReal = KoalaBear.One;
            columns.Index = KoalaBear.FromCanonical(leaf.Index);
            leaf.DigestBefore.AsSpan().CopyTo(columns.DigestBefore);
            leaf.DigestAfter.AsSpan().CopyTo(columns.DigestAfter);
            for (int i = 0; i < MemoryMap.BlockWords; i++)
            {
                Fill(ref columns.Before[i], leaf.Before[i], lookups);
                Fill(ref columns.After[i], leaf.After[i], lookups);
                columns.LastTime[i] = KoalaBear.FromCanonical(leaf.LastTimes[i]);
                for (int limb = 0; limb < 3; limb++)
                    lookups.Range16(WordColumns.Limb(leaf.Before[i], limb));
            }
        }
    }

    private static void Fill(ref LeafWordColumns<KoalaBear> columns, ulong word, LookupCounts lookups)
    {
        columns.Limb0 = KoalaBear.FromCanonical(WordColumns.Limb(word, 0));
        columns.Limb1 = KoalaBear.FromCanonical(WordColumns.Limb(word, 1));
        columns.Limb2 = KoalaBear.FromCanonical(WordColumns.Limb(word, 2));
        columns.Byte6 = KoalaBear.FromCanonical((uint)(word >> 48) & 0xff);
        columns.Byte7 = KoalaBear.FromCanonical((uint)(word >> 56));
        lookups.BytePair((byte)(word >> 48), (byte)(word >> 56));
    }

    private static T HighLimb<T>(ref readonly LeafWordColumns<T> word)
        where T : struct, IAlgebra<T>
        => word.Byte6 + (word.Byte7 * AirBuilderExtensions.Number<T>(1 << 8));

    /// <summary>The elements of <see cref="Memory.MemoryTree.Pack"/>.</summary>
    private static void Pack<T>(ref readonly LeafWordColumns<T> word, Span<T> elements)
        where T : struct, IAlgebra<T>
    {
        T shift = AirBuilderExtensions.Number<T>(1 << 16);
        elements[0] = word.Limb0 + (word.Byte6 * shift);
        elements[1] = word.Limb1 + (word.Byte7 * shift);
        elements[2] = word.Limb2;
    }
}
