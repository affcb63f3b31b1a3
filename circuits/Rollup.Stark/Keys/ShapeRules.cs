using Rollup.Stark.Airs;
using Rollup.Stark.Parameters;

namespace Rollup.Stark.Keys;

/// <summary>Which shapes a key may accept. Soundness is computed apart.</summary>
internal static class ShapeRules
{
    /// <summary>Throws, with the reason, if the shapes cannot be those of a key.</summary>
    public static void Validate(StarkParameters parameters, IReadOnlyList<AirStructure> tables, IReadOnlyList<int?> preprocessedLogHeights, IReadOnlyList<ProofShape> shapes)
    {
        if (shapes.Count is 0 or > byte.MaxValue)
            throw new InvalidAirException($"A key has 1 to 255 shapes, not {shapes.Count}.");
        if (shapes.Distinct().Count() < shapes.Count)
            throw new InvalidAirException("Two shapes of a key are the same.");
        foreach (ProofShape shape in shapes)
        {
            if (Violation(parameters, tables, preprocessedLogHeights, shape) is string violation)
                throw new InvalidAirException($"Shape {shape} is not acceptable: {violation}");
        }
    }

    private static string? Violation(StarkParameters parameters, IReadOnlyList<AirStructure> tables, IReadOnlyList<int?> preprocessedLogHeights, ProofShape shape)
    {
        if (shape.LogHeights.Count != tables.Count)
            return $"it has {shape.LogHeights.Count} heights for {tables.Count} tables.";
        for (int table = 0; table < tables.Count; table++)
        {
            int log = shape.LogHeights[table];
            if (log == StarkParameters.AbsentLogHeight && tables[table].IsOptional)
                continue;
            if (log < StarkParameters.MinLogHeight || log > parameters.MaxLogHeight)
                return $"table {tables[table].Name} has 2^{log} rows; allowed are 2^{StarkParameters.MinLogHeight} to 2^{parameters.MaxLogHeight}.";
            if (preprocessedLogHeights[table] is int fixedLog && fixedLog != log)
                return $"table {tables[table].Name} has 2^{log} rows; its preprocessed columns have 2^{fixedLog}.";
        }

        int heights = shape.DistinctHeights.Count();
        return heights > ProofShape.MaxDistinctHeights ? $"it has {heights} distinct heights; at most {ProofShape.MaxDistinctHeights} are allowed." : BusMultiplicities.Violation(tables, shape);
    }
}
