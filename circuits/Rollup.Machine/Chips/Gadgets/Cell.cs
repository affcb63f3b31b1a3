using Rollup.Kernel.Fields;

namespace Rollup.Machine.Chips.Gadgets;

/// <summary>Values of single columns.</summary>
internal static class Cell
{
    public static KoalaBear Of(uint value) => KoalaBear.FromCanonical(value);

    public static KoalaBear Of(bool bit) => bit ? KoalaBear.One : KoalaBear.Zero;
}
