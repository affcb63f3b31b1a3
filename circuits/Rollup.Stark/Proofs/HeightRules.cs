using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Parameters;

namespace Rollup.Stark.Proofs;

/// <summary>The table heights a key accepts.</summary>
public static class HeightRules
{
    /// <summary>Why the heights (logarithms, one per table) are not acceptable, or null.</summary>
    public static string? Violation<THash>(VerifyingKey<THash> key, IReadOnlyList<int> logHeights)
        where THash : struct, IHashSuite<THash>
    {
        for (int table = 0; table < logHeights.Count; table++)
        {
            int log = logHeights[table];
            if (log == StarkParameters.AbsentLogHeight && key.Shapes[table].IsOptional)
                continue;
            if (log < StarkParameters.MinLogHeight || log > key.Parameters.MaxLogHeight)
                return $"Table {key.Shapes[table].Name} has 2^{log} rows; allowed are 2^{StarkParameters.MinLogHeight} to 2^{key.Parameters.MaxLogHeight}.";
            if (key.PreprocessedLogHeights[table] is int fixedLog && fixedLog != log)
                return $"Table {key.Shapes[table].Name} has 2^{log} rows; its preprocessed columns have 2^{fixedLog}.";
        }

        return BusMultiplicities.AreBelowModulus(key.Shapes, logHeights) ? null : "A bus's total multiplicity could reach the field's modulus at these heights.";
    }
}
