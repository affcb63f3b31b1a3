namespace Rollup.Recursion.Programs;

/// <summary>Blocks that are absorbed one after the other, in consecutive rows.</summary>
internal sealed record SpongeOperation(uint Domain, int Length)
{
    public List<SpongeBlock> Blocks { get; } = [];
}
