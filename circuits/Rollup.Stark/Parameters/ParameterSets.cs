using Rollup.Stark.Security;

namespace Rollup.Stark.Parameters;

/// <summary>
/// The pinned parameter sets, named by the bits that they guarantee from proven bounds for any tables inside <see cref="Scope"/>, at most 28 of them by grinding. A key computes the bits of its own
/// shapes and is refused below the name's figure. Tests pin the figures.
/// </summary>
public static class ParameterSets
{
    private static readonly GrindingBits Grinding100 = new(LogUp: 16, Composition: 0, OutOfDomain: 0, Batching: 16, Folding: 6, Queries: 20);

    private static readonly GrindingBits Grinding110 = new(LogUp: 18, Composition: 0, OutOfDomain: 0, Batching: 18, Folding: 8, Queries: 20);

    private static readonly GrindingBits Grinding120 = new(LogUp: 22, Composition: 4, OutOfDomain: 6, Batching: 22, Folding: 12, Queries: 22);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<StarkParameters> All
        => [.. new[] { 1, 2, 3, 4, 7 }.Select(Provable100), .. new[] { 1, 2, 3, 4 }.Select(Provable110), .. new[] { 1, 2, 3, 4 }.Select(Provable120), ShrinkProof, FinalProof];

    /// <summary>
    /// For the proof that the final circuit verifies, one table of 2^15 rows: at least 102 bits. The blow-up is as high as memory allows, because every query costs the final proof rows, and folding ends
    /// after two rounds by 16.
    /// </summary>
    public static StarkParameters ShrinkProof { get; } = new("ShrinkProof", 6, 27, LogFolding: 4, LogFinalLength: 7, MaxLogHeight: 15, new(0, 0, 0, Batching: 14, Folding: 4, Queries: 24)) { TargetBits = 102 };

    /// <summary>
    /// For the final proof, which a contract verifies, one table of 2^13 rows: at least 102 bits. Its bytes are queries times paths and rows: hence blow-up 256, the most work that has a nonce, folding by
    /// 16 and 8 to 64 coefficients, and commitments of 16 nodes.
    /// </summary>
    public static StarkParameters FinalProof { get; } = new("FinalProof", 8, 19, LogFolding: 4, LogFinalLength: 6, MaxLogHeight: 13, new(0, 0, 0, Batching: 12, 0, Queries: GrindingBits.MaxBeforeQueries))
    {
        LogCap = 4,
        TargetBits = 102,
    };

    /// <summary>At least 100 bits; the blow-up is 2, 4, 8, 16 or 128.</summary>
    public static StarkParameters Provable100(int logBlowup) => Create(100, logBlowup, [165, 82, 55, 41, 0, 0, 24], Grinding100);

    /// <summary>At least 110 bits, for proofs of which hundreds stand behind one statement; the blow-up is 2, 4, 8 or 16.</summary>
    public static StarkParameters Provable110(int logBlowup) => Create(110, logBlowup, [194, 95, 64, 48], Grinding110);

    /// <summary>At least 120 bits; the blow-up is 2, 4, 8 or 16.</summary>
    public static StarkParameters Provable120(int logBlowup) => Create(120, logBlowup, [229, 110, 73, 56], Grinding120);

    /// <summary>
    /// The largest tables for which a set's name is a promise: five heights, the tallest 2^20 (2^17 at blow-up 128), 2^13 openings, 2^13 constraints of degree 3, and
    /// 256 messages of 128 elements per row, in each. Of <see cref="ShrinkProof"/> and <see cref="FinalProof"/>, one table with 500 openings and 1,000 constraints of degree 5, and 128 messages of 16 elements.
    /// </summary>
    public static IReadOnlyList<TableProfile> Scope(StarkParameters parameters) => parameters == FinalProof || parameters == ShrinkProof
        ? [new TableProfile("compact", parameters.MaxLogHeight, Openings: 500, Constraints: 1000, MaxDegree: 5, Interactions: 128, MessageLength: 16)]
        : [.. Enumerable.Range(0, Keys.ProofShape.MaxDistinctHeights).Select(i => new TableProfile(
            $"table {i}", parameters.MaxLogHeight - i, 1 << 13, 1 << 13, 3, Interactions: 256, MessageLength: 128))];

    /// <summary><paramref name="queries"/> is by blow-up from 2 on, zero where a set is not pinned.</summary>
    private static StarkParameters Create(int bits, int logBlowup, ReadOnlySpan<int> queries, GrindingBits grinding)
    {
        if (logBlowup < 1 || logBlowup > queries.Length || queries[logBlowup - 1] == 0)
            throw new ArgumentOutOfRangeException(nameof(logBlowup));
        int maxLogHeight = Math.Min(20, Kernel.Fields.KoalaBear.TwoAdicity - logBlowup);
        return new($"Provable{bits}/{1 << logBlowup}", logBlowup, queries[logBlowup - 1], LogFolding: 4, LogFinalLength: 6, maxLogHeight, grinding) { TargetBits = bits };
    }
}
