namespace Rollup.Machine.Segments;

/// <summary>What the shapes of a key may cost.</summary>
/// <param name="Shapes">How many there are. Recursion has a circuit for each, and all of their keys must be computed before the first proof.</param>
/// <param name="LogHeight">Of the tallest table. Taller ones lengthen every Merkle path and add a height to the others.</param>
/// <param name="ProverBytes">Memory that proving a segment takes, see <see cref="SegmentShape.ProverBytes"/>.</param>
public sealed record ShapeLimits(int Shapes, int LogHeight, long ProverBytes);
