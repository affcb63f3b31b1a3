namespace Rollup.Recursion.Statements;

/// <summary>Batches of one rollup: L1 chain id (4 limbs), the rollup's address (10), the hash of the batch before them (16) and of the last one (16); limbs as in <see cref="BatchStatement{T}"/>.</summary>
public sealed record BatchRange<T>(T[] ChainId, T[] Rollup, T[] FromHash, T[] ToHash)
{
    public const int ChainIdLimbs = 4, RollupLimbs = 10, HashLimbs = 16;

    public const int Length = ChainIdLimbs + RollupLimbs + (2 * HashLimbs);

    public T[] ToValues() => [.. ChainId, .. Rollup, .. FromHash, .. ToHash];

    public static BatchRange<T> Read(ReadOnlySpan<T> values)
    {
        const int RollupStart = ChainIdLimbs, FromStart = RollupStart + RollupLimbs, ToStart = FromStart + HashLimbs;
        return new(values[..RollupStart].ToArray(), values[RollupStart..FromStart].ToArray(), values[FromStart..ToStart].ToArray(), values[ToStart..Length].ToArray());
    }
}
