namespace Rollup.Stark.Proofs;

/// <summary>
/// The layer of 2^<see cref="LogRows"/> nodes, into which the rows of all matrices of that height enter as one row. Its cells are ordered so that a circuit absorbs it block by block: first those that are
/// opened in the next row too, then all others, both filled up to whole blocks of the hash with zero cells. A zero cell is a column of zeros, opened as zero.
/// </summary>
public sealed class RowLayer
{
    internal RowLayer(int logRows, bool[] opensNext, int blockCells)
    {
        LogRows = logRows;
        List<int> cells = [.. Where(opens: true)];
        NextCells = cells.Count == 0 ? 0 : Fill();
        cells.AddRange(Where(opens: false));
        _ = Fill();
        Cells = [.. cells];

        IEnumerable<int> Where(bool opens) => Enumerable.Range(0, opensNext.Length).Where(i => opensNext[i] == opens);

        int Fill()
        {
            while (cells.Count % blockCells != 0)
                cells.Add(ZeroCell);
            return cells.Count;
        }
    }

    /// <summary>Stands for a cell that belongs to no matrix.</summary>
    public const int ZeroCell = -1;

    public int LogRows { get; }

    /// <summary>Of each cell, its index in the concatenated rows of the matrices, or <see cref="ZeroCell"/>.</summary>
    public IReadOnlyList<int> Cells { get; }

    /// <summary>Cells that belong to a matrix.</summary>
    public int Width => Cells.Count(i => i != ZeroCell);

    /// <summary>How many cells, from the first one on, are opened in the next row.</summary>
    public int NextCells { get; }

    /// <summary>The row in which cell <paramref name="i"/> of the concatenated rows stands where the layer puts it.</summary>
    public TCell[] Arrange<TCell>(IReadOnlyList<TCell> concatenated)
        where TCell : struct
        => [.. Cells.Select(i => i == ZeroCell ? default : concatenated[i])];

    /// <summary>As <see cref="Arrange"/>, without the zero cells: what a proof's encoding holds, in the order of hashing.</summary>
    public TCell[] Pack<TCell>(TCell[] concatenated) => [.. Cells.Where(i => i != ZeroCell).Select(i => concatenated[i])];

    /// <summary>The inverse of <see cref="Pack"/>.</summary>
    public TCell[] Unpack<TCell>(TCell[] packed)
    {
        TCell[] concatenated = new TCell[packed.Length];
        int next = 0;
        foreach (int i in Cells)
        {
            if (i != ZeroCell)
                concatenated[i] = packed[next++];
        }

        return concatenated;
    }

    /// <summary>Values of the cells that are opened in the next row, in the order of the concatenated rows, with those of zero cells.</summary>
    public TCell[] ArrangeNext<TCell>(IReadOnlyList<TCell> values)
        where TCell : struct
        => [.. Enumerable.Range(0, NextCells).Select(i => i < values.Count ? values[i] : default)];
}
