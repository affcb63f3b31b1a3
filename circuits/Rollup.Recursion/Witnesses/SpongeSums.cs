using Rollup.Kernel.Fields;
using Rollup.Recursion.Chips;
using Rollup.Recursion.Chips.Sponge;
using Rollup.Recursion.Memory;
using Rollup.Recursion.Programs;
using Rollup.Stark.Fields;

namespace Rollup.Recursion.Witnesses;

/// <summary>Fills the columns of a sponge's row that sum what it absorbs.</summary>
internal static class SpongeSums
{
    /// <summary>From the absorbed block and the sum before; the sum after the block.</summary>
    public static Extension Fill(ref SpongeColumns<KoalaBear> row, BlockKind kind, Extension b)
    {
        ReadOnlySpan<KoalaBear> block = row.Permutation.Input;
        Extension b2 = b * b, b3 = b2 * b, b4 = b2 * b2, before = ExtensionCoordinates.Read(row.SumBefore);
        Extension partial0 = (before * b4) + Four(block), partial1 = (partial0 * b4) + Four(block[4..]), partial2 = (partial1 * b4) + Four(block[8..]);
        Extension after = kind switch
        {
            BlockKind.Row => (partial2 * b4) + Four(block[12..]),
            BlockKind.Extensions or BlockKind.BaseElements => (before * b3) + (Item(block, 0) * b2) + (Item(block, 1) * b) + Item(block, 2),
            _ => default,
        };
        ExtensionCoordinates.Write(b, row.Point);
        ExtensionCoordinates.Write(b2, row.PointSquared);
        ExtensionCoordinates.Write(b3, row.PointCubed);
        ExtensionCoordinates.Write(b4, row.PointFourth);
        ExtensionCoordinates.Write(partial0, row.Partial0);
        ExtensionCoordinates.Write(partial1, row.Partial1);
        ExtensionCoordinates.Write(partial2, row.Partial2);
        ExtensionCoordinates.Write(after, row.SumAfter);
        return after;

        Extension Four(ReadOnlySpan<KoalaBear> f) => (b3 * new Scalar(f[0])) + (b2 * new Scalar(f[1])) + (b * new Scalar(f[2])) + Extension.Constant(f[3]);

        static Extension Item(ReadOnlySpan<KoalaBear> block, int index) => ExtensionCoordinates.Read(block[(MemoryBuses.ExtensionLength * index)..]);
    }
}
