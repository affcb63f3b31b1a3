using Rollup.Stark.Security;

namespace Rollup.Stark.Parameters;

/// <summary>
/// The pinned parameter sets, named by what they guarantee: at least that many bits from proven bounds, at most 20 of them by grinding, for any tables inside <see cref="Scope"/>.
/// Tests pin the figures.
/// </summary>
public static class ParameterSets
{
    private static readonly GrindingBits Grinding100 = new(LogUp: 16, Composition: 0, OutOfDomain: 0, Batching: 16, Folding: 6, Queries: 20);

    private static readonly GrindingBits Grinding120 = new(LogUp: 20, Composition: 0, OutOfDomain: 4, Batching: 20, Folding: 10, Queries: 20);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<StarkParameters> All
        => [.. new[] { 1, 2, 3, 4, 7 }.Select(Provable100), .. new[] { 1, 2, 3, 4 }.Select(Provable120), FinalProof];

    /// <summary>At least 100 bits; the blow-up is 2, 4, 8, 16 or 128.</summary>
    public static StarkParameters Provable100(int logBlowup) => new(
        $"Provable100/{1 << logBlowup}", logBlowup, Queries100(logBlowup), LogFolding: 4, LogFinalLength: 6, MaxLogHeight: MaxLogHeight(logBlowup), Grinding100);

    /// <summary>At least 120 bits; the blow-up is 2, 4, 8 or 16.</summary>
    public static StarkParameters Provable120(int logBlowup) => new(
        $"Provable120/{1 << logBlowup}", logBlowup, Queries120(logBlowup), LogFolding: 4, LogFinalLength: 6, MaxLogHeight: MaxLogHeight(logBlowup), Grinding120);

    /// <summary>
    /// For the final proof, which a contract verifies: blow-up 128, 22 bits of grinding before the queries, at least 100 bits for one table of 2^16 rows, 100 columns and 100 constraints.
    /// </summary>
    public static StarkParameters FinalProof { get; } = new("FinalProof", 7, 24, LogFolding: 3, LogFinalLength: 6, MaxLogHeight: 16, GrindingBits.QueriesOnly(22));

    /// <summary>
    /// The largest tables for which a set's name is a promise: four heights, the tallest 2^20 (2^17 at blow-up 128), 2^13 columns of which all are opened twice, 2^13 constraints of degree 3, and
    /// 256 messages of 128 elements per row, in each. Of <see cref="FinalProof"/>, one table with 4 messages of 10 elements per row.
    /// </summary>
    public static IReadOnlyList<TableProfile> Scope(StarkParameters parameters) => parameters == FinalProof
        ? [new TableProfile("final", parameters.MaxLogHeight, Openings: 200, Constraints: 100, MaxDegree: 3, Interactions: 4, MessageLength: 10)]
        : [.. Enumerable.Range(0, 4).Select(i => new TableProfile(
            $"table {i}", parameters.MaxLogHeight - i, 1 << 14, 1 << 13, 3, Interactions: 256, MessageLength: 128))];

    private static int MaxLogHeight(int logBlowup) => Math.Min(20, Kernel.Fields.KoalaBear.TwoAdicity - logBlowup);

    private static int Queries100(int logBlowup) => logBlowup switch
    {
        1 => 164,
        2 => 82,
        3 => 55,
        4 => 41,
        7 => 24,
        _ => throw new ArgumentOutOfRangeException(nameof(logBlowup)),
    };

    private static int Queries120(int logBlowup) => logBlowup switch
    {
        1 => 236,
        2 => 113,
        3 => 75,
        4 => 57,
        _ => throw new ArgumentOutOfRangeException(nameof(logBlowup)),
    };
}
