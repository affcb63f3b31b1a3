using Rollup.Stark.Airs;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Parameters;

namespace Rollup.Stark.Proofs;

/// <summary>
/// Which matrices each trace commitment holds. Trees are in the order of <see cref="Proof.TraceOpenings"/>.
/// </summary>
internal sealed class CommittedTrees
{
    private readonly Dictionary<(ColumnKind Kind, int Table), (int Tree, int Matrix)> _positions = [];

    private readonly List<ColumnKind> _kinds = [];
    private readonly List<int[]> _logRows = [];
    private readonly List<int[]> _widths = [];

    private CommittedTrees()
    {
    }

    public IReadOnlyList<ColumnKind> Kinds => _kinds;

    /// <summary>[tree][matrix], logarithms of the evaluation domains' sizes.</summary>
    public IReadOnlyList<int[]> LogRows => _logRows;

    /// <summary>[tree][matrix].</summary>
    public IReadOnlyList<int[]> Widths => _widths;

    public static CommittedTrees Of<THash>(VerifyingKey<THash> key, IReadOnlyList<int> logHeights)
        where THash : struct, IHashSuite<THash>
    {
        CommittedTrees trees = new();
        foreach (ColumnKind kind in Enum.GetValues<ColumnKind>())
        {
            int[] tables = [.. Enumerable.Range(0, key.Shapes.Count).Where(t => logHeights[t] != StarkParameters.AbsentLogHeight && Width(key.Shapes[t], kind) > 0)];
            if (tables.Length == 0)
                continue;
            for (int matrix = 0; matrix < tables.Length; matrix++)
                trees._positions.Add((kind, tables[matrix]), (trees._kinds.Count, matrix));
            trees._kinds.Add(kind);
            trees._logRows.Add([.. tables.Select(t => logHeights[t] + key.Parameters.LogBlowup)]);
            trees._widths.Add([.. tables.Select(t => Width(key.Shapes[t], kind))]);
        }

        return trees;
    }

    /// <summary>The position of a table's columns, or null if it has none of the kind or is left out.</summary>
    public (int Tree, int Matrix)? Find(ColumnKind kind, int table) => _positions.TryGetValue((kind, table), out (int, int) position) ? position : null;

    /// <summary>The trees' roots, in order.</summary>
    public IEnumerable<Digest> Roots<THash>(VerifyingKey<THash> key, Proof proof)
        where THash : struct, IHashSuite<THash>
        => Kinds.Select(kind => kind switch
        {
            ColumnKind.Preprocessed => key.PreprocessedRoot,
            ColumnKind.Main => proof.MainRoot,
            ColumnKind.LogUp => proof.LogUpRoot,
            _ => proof.QuotientRoot,
        });

    /// <summary>Base columns of the kind.</summary>
    public static int Width(AirShape shape, ColumnKind kind) => kind switch
    {
        ColumnKind.Preprocessed => shape.PreprocessedWidth,
        ColumnKind.Main => shape.Width,
        ColumnKind.LogUp => 5 * shape.LogUpColumns,
        _ => 5 << shape.LogQuotientChunks,
    };
}
