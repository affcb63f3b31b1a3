namespace Rollup.Stark.Parameters;

/// <summary>Bits of proof of work before each challenge; zero means none. At most 24.</summary>
public sealed record GrindingBits(int LogUp, int Composition, int OutOfDomain, int Batching, int Folding, int Queries)
{
    public static GrindingBits None { get; } = new(0, 0, 0, 0, 0, 0);

    public static GrindingBits QueriesOnly(int bits) => new(0, 0, 0, 0, 0, bits);

    public IEnumerable<int> All => [LogUp, Composition, OutOfDomain, Batching, Folding, Queries];
}
