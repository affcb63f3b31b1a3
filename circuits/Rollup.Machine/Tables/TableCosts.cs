using Rollup.Stark.Airs;
using Rollup.Stark.Fields;

namespace Rollup.Machine.Tables;

/// <summary>What a row of each table costs, in cells.</summary>
public sealed class TableCosts(IReadOnlyList<IChip> chips)
{
    /// <summary>Blow-up 2 allows this degree.</summary>
    private const int MaxDegree = 3;

    private readonly TableCost[] _costs = [.. chips.Select(Of)];

    /// <summary>That of chip <paramref name="index"/>.</summary>
    public TableCost this[int index] => _costs[index];

    /// <summary>The structure of the chip's AIR in proofs of segments.</summary>
    public static AirStructure StructureOf(IChip chip) => AirStructure.Of(chip.Air, chip.Air.Preprocessed()?.Width ?? 0, MaxDegree);

    private static TableCost Of(IChip chip)
    {
        AirStructure structure = StructureOf(chip);
        return new(structure.Width, ExtensionField.Degree * structure.LogUpColumns, ExtensionField.Degree << structure.LogQuotientChunks, structure.PreprocessedWidth);
    }
}
