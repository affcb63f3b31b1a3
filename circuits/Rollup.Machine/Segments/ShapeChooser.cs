using Rollup.Machine.Tables;
using Rollup.Stark.Airs;
using Rollup.Stark.Keys;

namespace Rollup.Machine.Segments;

/// <summary>
/// Chooses shapes from workloads. First every workload is cut where its segments, each in the cheapest shape of its own, cost least; then those shapes are joined, two at a time, as long as there are too
/// many, always the two that raise the costs least. A segment costs its cells and what recursion costs for it. No shape exceeds <see cref="ShapeLimits"/>.
/// </summary>
public sealed class ShapeChooser
{
    /// <summary>
    /// What a lift and a join cost, whichever shape they verify: 53.8 M and 16.1 M cells, at twice the blow-up of segments.
    /// </summary>
    private const long CellsPerSegment = 140_000_000;

    private readonly IReadOnlyList<IChip> _chips;
    private readonly ShapeLimits _limits;
    private readonly TableCosts _costs;
    private readonly AirStructure[] _structures;
    private readonly List<(int First, SegmentCounts Counts)>[][] _segments;
    private readonly int[] _windows;

    public ShapeChooser(IReadOnlyList<IChip> chips, IReadOnlyList<Workload> workloads, ShapeLimits limits)
    {
        _chips = chips;
        _limits = limits;
        _costs = new(chips);
        _structures = [.. chips.Select(TableCosts.StructureOf)];
        _windows = [.. workloads.Select(workload => workload.Windows)];
        _segments = [.. workloads.Select(SegmentsByEnd)];
    }

    public IReadOnlyList<SegmentShape> Choose()
    {
        double[] ideal = new double[_segments.Length];
        List<SegmentShape> shapes = [];
        for (int i = 0; i < _segments.Length; i++)
        {
            (ideal[i], List<SegmentShape> used) = Cut(i, OwnShape);
            foreach (SegmentShape shape in used)
            {
                if (!shapes.Exists(other => other.LogHeights.SequenceEqual(shape.LogHeights)))
                    shapes.Add(shape);
            }
        }

        while (shapes.Count > _limits.Shapes)
            shapes = JoinTwo(shapes, ideal);
        return [.. shapes.OrderBy(shape => shape.Cells(_costs)).Select((shape, i) => new SegmentShape(NameOf(i), shape.LogHeights))];
    }

    /// <summary>Per workload, the segments that it is cut into with these shapes, and their cells.</summary>
    public IReadOnlyList<(int Segments, long Cells)> Evaluate(IReadOnlyList<SegmentShape> shapes)
        => [.. _segments.Select((_, i) => Cut(i, counts => Cheapest([.. shapes], counts)).Used).Select(used => (used.Count, used.Sum(shape => shape.Cells(_costs))))];

    private static string NameOf(int index) => index == 0 ? "small" : $"shape{index}";

    private List<SegmentShape> JoinTwo(List<SegmentShape> shapes, double[] ideal)
    {
        (double Cost, List<SegmentShape> Shapes) best = (double.PositiveInfinity, shapes);
        for (int first = 0; first < shapes.Count; first++)
        {
            for (int second = first + 1; second < shapes.Count; second++)
            {
                if (Join(shapes[first], shapes[second]) is not { } joined)
                    continue;
                List<SegmentShape> fewer = [.. shapes.Where((_, i) => i != first && i != second), joined];
                double cost = Enumerable.Range(0, _segments.Length).Sum(i => Cut(i, counts => Cheapest(fewer, counts)).Cost / ideal[i]);
                if (cost < best.Cost)
                    best = (cost, fewer);
            }
        }

        return double.IsFinite(best.Cost) ? best.Shapes : throw new InvalidOperationException("The shapes cannot be joined.");
    }

    /// <summary>A shape that holds what either holds, or null if none can be proven.</summary>
    private SegmentShape? Join(SegmentShape first, SegmentShape second)
    {
        SegmentShape joined = SegmentShape.WithFewHeights("", _chips, _costs, [.. first.LogHeights.Zip(second.LogHeights, Math.Max)]);
        return IsProvable(joined) ? joined : null;
    }

    private SegmentShape? OwnShape(SegmentCounts counts)
    {
        SegmentShape shape = SegmentShape.Cheapest("", _chips, _costs, counts);
        return IsProvable(shape) ? shape : null;
    }

    private bool IsProvable(SegmentShape shape)
        => shape.LogHeights.Max() <= _limits.LogHeight && shape.ProverBytes(_costs) <= _limits.ProverBytes && BusMultiplicities.Violation(_structures, new([.. shape.LogHeights])) is null;

    private SegmentShape? Cheapest(List<SegmentShape> shapes, SegmentCounts counts) => shapes.Where(shape => shape.Holds(_chips, counts)).MinBy(Cost);

    private long Cost(SegmentShape shape) => shape.Cells(_costs) + CellsPerSegment;

    /// <summary>The cheapest way to cut a workload, if a segment with given counts has the given shape.</summary>
    private (double Cost, List<SegmentShape> Used) Cut(int workload, Func<SegmentCounts, SegmentShape?> shapeFor)
    {
        (double Cost, int First, SegmentShape? Shape)[] best = new (double, int, SegmentShape?)[_windows[workload] + 1];
        for (int end = 1; end < best.Length; end++)
        {
            best[end].Cost = double.PositiveInfinity;
            foreach ((int first, SegmentCounts counts) in _segments[workload][end])
            {
                if (double.IsPositiveInfinity(best[first].Cost) || shapeFor(counts) is not { } shape)
                    continue;
                double cost = best[first].Cost + Cost(shape);
                if (cost < best[end].Cost)
                    best[end] = (cost, first, shape);
            }
        }

        List<SegmentShape> used = [];
        for (int end = best.Length - 1; end > 0 && best[end].Shape is { } shape; end = best[end].First)
            used.Add(shape);
        return (best[^1].Cost, used);
    }

    /// <summary>By the window after its last one, all segments that a proof's timestamps allow, with room for another instruction.</summary>
    private static List<(int, SegmentCounts)>[] SegmentsByEnd(Workload workload)
    {
        List<(int, SegmentCounts)>[] segments = [.. Enumerable.Range(0, workload.Windows + 1).Select(_ => new List<(int, SegmentCounts)>())];
        for (int first = 0; first < workload.Windows; first++)
        {
            int end = first;
            foreach (SegmentCounts counts in workload.CountsFrom(first).TakeWhile(counts => counts.Instructions < SegmentBudget.MaxInstructions))
                segments[++end].Add((first, SegmentBudget.AfterAnyInstruction(counts)));
        }

        return segments;
    }
}
