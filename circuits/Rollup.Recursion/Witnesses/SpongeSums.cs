using Rollup.Kernel.Fields;
using Rollup.Recursion.Chips;
using Rollup.Recursion.Memory;
using Rollup.Recursion.Programs;
using Rollup.Stark.Fields;

namespace Rollup.Recursion.Witnesses;

/// <summary>The sums and powers of a block, as <c>SpongeColumns</c> explains them.</summary>
internal readonly struct SpongeSums
{
    public readonly Extension B, B2, B3, B4, Before, Partial0, Partial1, Partial2, After;

    /// <summary>From the absorbed block, the sum before it and the point b.</summary>
    public SpongeSums(ReadOnlySpan<KoalaBear> block, BlockKind kind, Extension before, Extension b)
    {
        B = b;
        B2 = b * b;
        B3 = B2 * b;
        B4 = B2 * B2;
        Before = before;
        Partial0 = (before * B4) + Four(block);
        Partial1 = (Partial0 * B4) + Four(block[4..]);
        Partial2 = (Partial1 * B4) + Four(block[8..]);
        After = kind switch
        {
            BlockKind.Row => (Partial2 * B4) + Four(block[12..]),
            BlockKind.Extensions or BlockKind.BaseElements => (before * B3) + (Item(block, 0) * B2) + (Item(block, 1) * b) + Item(block, 2),
            _ => default,
        };

        static Extension Item(ReadOnlySpan<KoalaBear> block, int index) => ExtensionCoordinates.Read(block[(MemoryBuses.ExtensionLength * index)..]);
    }

    private Extension Four(ReadOnlySpan<KoalaBear> f) => (B3 * new Scalar(f[0])) + (B2 * new Scalar(f[1])) + (B * new Scalar(f[2])) + Extension.Constant(f[3]);
}
