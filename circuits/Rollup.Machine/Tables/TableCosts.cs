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

    private static TableCost Of(IChip chip)
    {
        int preprocessed = chip.Air.Preprocessed()?.Width ?? 0;
        AirStructure structure = AirStructure.Of(chip.Air, preprocessed, MaxDegree);
        return new(structure.Width, ExtensionField.Degree * structure.LogUpColumns, ExtensionField.Degree << structure.LogQuotientChunks, preprocessed);
    }
}
