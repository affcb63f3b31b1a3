namespace Rollup.Recursion.Programs;

/// <summary>A block of a sponge. Unused words are <see cref="Words.None"/>; <c>Output</c> and <c>Sum</c>, the digest of a packing and the item of an unpacking are words that the block computes.</summary>
internal sealed record SpongeBlock(BlockKind Kind)
{
    public int[] Items { get; } = [Words.None, Words.None, Words.None];

    public int FirstDigest { get; init; } = Words.None;

    public int SecondDigest { get; init; } = Words.None;

    public int Point { get; init; } = Words.None;

    /// <summary>Where a <see cref="BlockKind.Row"/>'s elements stand in the input; <see cref="Words.None"/> for a zero.</summary>
    public int[] Inputs { get; init; } = [];

    public int Output { get; set; } = Words.None;

    public int Sum { get; set; } = Words.None;
}
