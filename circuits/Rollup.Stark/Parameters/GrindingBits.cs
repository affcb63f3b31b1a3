namespace Rollup.Stark.Parameters;

/// <summary>Bits of proof of work before each challenge; zero means none.</summary>
public sealed record GrindingBits(int LogUp, int Composition, int OutOfDomain, int Batching, int Folding, int Queries)
{
    /// <summary>Among the p nonces that a field element can be, one with so many bits is missing with probability e^(−31) only.</summary>
    public const int Max = 26;

    /// <summary>
    /// Before the queries there may be more: one nonce in 2^28 is missing with probability e^(−8), and then the prover starts again with another nonce of an earlier stage, so there must be work in one.
    /// </summary>
    public const int MaxBeforeQueries = 28;

    public static GrindingBits None { get; } = new(0, 0, 0, 0, 0, 0);

    /// <summary>In the order of <see cref="WorkStage"/>.</summary>
    public IReadOnlyList<int> All => [LogUp, Composition, OutOfDomain, Batching, Folding, Queries];

    internal bool AreSupported
        => All.All(bits => bits >= 0) && All.SkipLast(1).All(bits => bits <= Max) && Queries <= (All.SkipLast(1).Any(bits => bits > 0) ? MaxBeforeQueries : Max);

    public int this[WorkStage stage] => All[(int)stage];

    public static GrindingBits QueriesOnly(int bits) => new(0, 0, 0, 0, 0, bits);
}
