using Rollup.Stark.Hashing;

namespace Rollup.Recursion.Keys;

/// <summary>
/// The tree A of the digests of the keys whose proofs a circuit may verify, 16 leaves. Its left half holds the circuits that speak about segments: lifts, and the join as the last leaf; its right half those that speak
/// about batches: close and chain. A parent demands a leaf of the half that it can use. Other leaves are the zero digest, which is the digest of no key that anyone knows.
/// </summary>
public sealed class AllowedKeys
{
    /// <summary>log₂ of the leaves.</summary>
    public const int Depth = 4;

    /// <summary>How many lifts, one per shape of a segment, there can be.</summary>
    public const int MaxLifts = Join;

    public const int Join = 7, Close = 8, Chain = 9;

    private readonly Digest[][] _layers;

    /// <summary><paramref name="lifts"/> are leaves 0 and up.</summary>
    public AllowedKeys(IReadOnlyList<Digest> lifts, Digest join, Digest close, Digest chain)
    {
        if (lifts.Count is 0 or > MaxLifts)
            throw new ArgumentException($"There are 1 to {MaxLifts} lifts, not {lifts.Count}.", nameof(lifts));
        Digest[] layer = new Digest[1 << Depth];
        for (int i = 0; i < lifts.Count; i++)
            layer[i] = lifts[i];
        (layer[Join], layer[Close], layer[Chain]) = (join, close, chain);
        _layers = new Digest[Depth + 1][];
        _layers[0] = layer;
        for (int i = 1; i <= Depth; i++)
            _layers[i] = [.. _layers[i - 1].Chunk(2).Select(pair => Poseidon2Suite.Compress(pair[0], pair[1]))];
    }

    public Digest Root => _layers[Depth][0];

    public Digest this[int index] => _layers[0][index];

    /// <summary>The siblings from leaf <paramref name="index"/> to the root, lowest first.</summary>
    public Digest[] Path(int index) => [.. Enumerable.Range(0, Depth).Select(i => _layers[i][(index >> i) ^ 1])];
}
