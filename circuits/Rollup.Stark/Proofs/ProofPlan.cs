using Rollup.Stark.Airs;
using Rollup.Stark.Fri;
using Rollup.Stark.Keys;
using Rollup.Stark.Parameters;

namespace Rollup.Stark.Proofs;

/// <summary>Everything about a proof that key and shape fix, that is all but its values: which tables and trees there are, how long every message is, how FRI folds.</summary>
public sealed class ProofPlan
{
    internal ProofPlan(StarkParameters parameters, IReadOnlyList<IAir> airs, IReadOnlyList<AirStructure> structures, ProofShape shape, int shapeIndex, int blockWords)
    {
        Parameters = parameters;
        Structures = structures;
        Shape = shape;
        ShapeIndex = shapeIndex;
        Tables = [.. Enumerable.Range(0, airs.Count).Where(i => shape.LogHeights[i] != StarkParameters.AbsentLogHeight).Select(i => new TablePlan(i, airs[i], structures[i], shape.LogHeights[i]))];
        PublicValueCount = airs.Max(a => a.PublicValueCount);
        HasInteractions = structures.Any(s => s.HasInteractions);
        Schedule = new(parameters, shape.LogHeights);
        TraceTrees = [.. new[] { ColumnKind.Preprocessed, ColumnKind.Main, ColumnKind.LogUp, ColumnKind.Quotient }
            .Select(kind => (Kind: kind, Matrices: Tables.Where(t => t.Width(kind) > 0).Select(t => t.Matrix(kind, parameters.LogBlowup)).ToArray()))
            .Where(tree => tree.Matrices.Length > 0).Select(tree => new TreePlan(tree.Kind, tree.Matrices, parameters.LogCap, blockWords))];
        FoldTrees = [.. Schedule.Rounds.Select(round => new TreePlan(
            ColumnKind.Fold, [new(-1, round.FoldedLogHeight + parameters.LogBlowup, new bool[round.Folding])], parameters.LogCap, blockWords))];
    }

    public StarkParameters Parameters { get; }

    /// <summary>Of all tables, those that are left out included.</summary>
    public IReadOnlyList<AirStructure> Structures { get; }

    public ProofShape Shape { get; }

    /// <summary>Among the key's shapes.</summary>
    public int ShapeIndex { get; }

    /// <summary>Those that are present.</summary>
    public IReadOnlyList<TablePlan> Tables { get; }

    public int PublicValueCount { get; }

    public bool HasInteractions { get; }

    public FriSchedule Schedule { get; }

    /// <summary>Trees of base columns, and then of extension columns.</summary>
    public IReadOnlyList<TreePlan> TraceTrees { get; }

    /// <summary>Per folding round; a row is what folds to one point.</summary>
    public IReadOnlyList<TreePlan> FoldTrees { get; }

    /// <summary>A query is a position in an evaluation domain of 2^LogDomain points, that of the tallest tables.</summary>
    public int LogDomain => Schedule.Heights[0] + Parameters.LogBlowup;

    /// <summary>The stages with work, in order.</summary>
    public IEnumerable<WorkStage> Work
        => Enum.GetValues<WorkStage>().Where(stage => Parameters.Grinding[stage] > 0 && (stage != WorkStage.LogUp || HasInteractions))
            .SelectMany(stage => Enumerable.Repeat(stage, stage == WorkStage.Folding ? Schedule.Rounds.Count : 1));

    /// <summary>The layout of the tree of a kind; a proof has one of main and quotient columns.</summary>
    public TreePlan Tree(ColumnKind kind) => TraceTrees.Single(t => t.Kind == kind);

    /// <summary>As <see cref="Tree"/>; null if there is none of the kind.</summary>
    public TreePlan? FindTree(ColumnKind kind) => TraceTrees.FirstOrDefault(t => t.Kind == kind);

    /// <summary>How many terms the batched openings of a height have, those of zero cells included: one per power of the challenge.</summary>
    public int BatchSize(int logHeight)
        => TraceTrees.SelectMany(tree => tree.Layers).Where(layer => layer.LogRows == logHeight + Parameters.LogBlowup).Sum(layer => layer.Cells.Count + layer.NextCells);

    /// <summary>
    /// The openings of the tables of height 2^<paramref name="logHeight"/> in the order in which their columns are hashed, tree after tree: at ζ, and at ζ·ω.
    /// </summary>
    public (List<TExtension> Local, List<TExtension> Next) OpeningsAt<TExtension>(int logHeight, TableOpenings<TExtension>[] openings)
        where TExtension : struct
    {
        List<TExtension> local = [], next = [];
        foreach (TreePlan tree in TraceTrees)
        {
            if (tree.Layers.FirstOrDefault(l => l.LogRows == logHeight + Parameters.LogBlowup) is not { } layer)
                continue;
            int[] tables = [.. tree.Matrices.Where(m => m.LogRows == layer.LogRows).Select(m => m.Table)];
            local.AddRange(layer.Arrange<TExtension>([.. tables.SelectMany(table => openings[table].Local(tree.Kind))]));
            next.AddRange(layer.ArrangeNext<TExtension>([.. tables.SelectMany(table => openings[table].Next(tree.Kind))]));
        }

        return (local, next);
    }
}
