using Rollup.Stark.Fields;

namespace Rollup.Stark.Proofs;

/// <summary>
/// The layout of one Merkle tree: its matrices, of 2^<c>LogRows</c> rows each. Rows are in bit-reversed order, so that siblings are neighbours: position q of 2^m means the domain index
/// bitreverse(q), and at a query of position q the row of a matrix of 2^(m − i) rows is the one at q / 2^i.
/// </summary>
public sealed class TreePlan
{
    internal TreePlan(ColumnKind kind, IReadOnlyList<MatrixPlan> matrices, int logCap, int blockWords)
    {
        Kind = kind;
        Matrices = matrices;
        LogRows = matrices.Max(m => m.LogRows);
        LogCap = Math.Min(logCap, matrices.Min(m => m.LogRows));
        int blockCells = blockWords == 0 ? 1 : HoldsExtensions ? blockWords / ExtensionField.Degree : blockWords;
        Layers = [.. matrices.GroupBy(m => m.LogRows).OrderByDescending(g => g.Key).Select(g => new RowLayer(g.Key, [.. g.SelectMany(m => m.OpensNext)], blockCells))];
    }

    public ColumnKind Kind { get; }

    /// <summary>Whether cells are extension elements.</summary>
    public bool HoldsExtensions => Kind > ColumnKind.Main;

    public IReadOnlyList<MatrixPlan> Matrices { get; }

    /// <summary>Of the tallest matrix.</summary>
    public int LogRows { get; }

    /// <summary>The commitment has 2^LogCap digests.</summary>
    public int LogCap { get; }

    /// <summary>Digests in a path.</summary>
    public int PathLength => LogRows - LogCap;

    /// <summary>Where rows enter, from the lowest layer up.</summary>
    public IReadOnlyList<RowLayer> Layers { get; }

    /// <summary>The concatenated rows of the matrices that enter at a layer, of one row per matrix.</summary>
    public TCell[] RowsAt<TCell>(RowLayer layer, TCell[][] rows)
        => [.. Enumerable.Range(0, Matrices.Count).Where(i => Matrices[i].LogRows == layer.LogRows).SelectMany(i => rows[i])];

    /// <summary>One row per matrix, from the concatenated rows of every layer: what <see cref="RowsAt"/> takes apart.</summary>
    public TCell[][] Rows<TCell>(IReadOnlyList<TCell[]> layers)
    {
        TCell[][] rows = new TCell[Matrices.Count][];
        for (int i = 0; i < Layers.Count; i++)
        {
            int start = 0;
            for (int matrix = 0; matrix < rows.Length; matrix++)
            {
                if (Matrices[matrix].LogRows == Layers[i].LogRows)
                    rows[matrix] = layers[i][start..(start += Matrices[matrix].Width)];
            }
        }

        return rows;
    }
}
