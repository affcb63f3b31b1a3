namespace Rollup.Stark.Parameters;

/// <summary>Bits of proof of work before each challenge; zero means none. At most <see cref="Max"/>.</summary>
public sealed record GrindingBits(int LogUp, int Composition, int OutOfDomain, int Batching, int Folding, int Queries)
{
    /// <summary>Among the p nonces that a field element can be, one with so many bits is missing with probability e^(−31) only.</summary>
    public const int Max = 26;

    public static GrindingBits None { get; } = new(0, 0, 0, 0, 0, 0);

    /// <summary>In the order of <see cref="WorkStage"/>.</summary>
    public IReadOnlyList<int> All => [LogUp, Composition, OutOfDomain, Batching, Folding, Queries];

    public int this[WorkStage stage] => All[(int)stage];

    public static GrindingBits QueriesOnly(int bits) => new(0, 0, 0, 0, 0, bits);
}
