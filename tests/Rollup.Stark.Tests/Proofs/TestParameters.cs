using Rollup.Stark.Parameters;

namespace Rollup.Stark.Tests.Proofs;

internal static class TestParameters
{
    /// <summary>Few queries and no grinding: fast, and of no security.</summary>
    public static StarkParameters Fast(int logBlowup = 1, int queries = 12, int logFolding = 2, int logFinalLength = 4)
        => new("fast", logBlowup, queries, logFolding, logFinalLength, 14, GrindingBits.None);

    /// <summary>With work before every challenge.</summary>
    public static StarkParameters WithWork { get; } = new("with work", 2, 8, 3, 4, 14, new(1, 2, 3, 4, 2, 5));
}
