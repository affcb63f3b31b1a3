namespace Rollup.Recursion.Profiling;

/// <summary>What a part of a circuit takes of each table.</summary>
/// <param name="Part">As it was called when it was recorded.</param>
/// <param name="Operations">Arithmetic operations, of which several share a row.</param>
/// <param name="Compressions">Rows.</param>
/// <param name="Blocks">Rows of the sponge table.</param>
public sealed record PartCost(string Part, int Operations, int Compressions, int Blocks);
