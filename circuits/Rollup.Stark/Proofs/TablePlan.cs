using Rollup.Stark.Airs;

namespace Rollup.Stark.Proofs;

/// <summary>A table that is present in a proof: number <paramref name="Index"/> of the key, with 2^<paramref name="LogHeight"/> rows.</summary>
public sealed record TablePlan(int Index, IAir Air, AirStructure Structure, int LogHeight)
{
    /// <summary>Cells per row of the committed columns of a kind: base elements of preprocessed and main columns, extension elements of the others.</summary>
    public int Width(ColumnKind kind) => kind switch
    {
        ColumnKind.Preprocessed => Structure.PreprocessedWidth,
        ColumnKind.Main => Structure.Width,
        ColumnKind.LogUp => Structure.LogUpColumns,
        _ => 1 << Structure.LogQuotientChunks,
    };

    /// <summary>How many columns of a kind are opened in the next row.</summary>
    public int NextWidth(ColumnKind kind) => kind switch
    {
        ColumnKind.Main => Structure.NextColumns.Length,
        ColumnKind.LogUp => Structure.HasInteractions ? 1 : 0,
        _ => 0,
    };

    internal MatrixPlan Matrix(ColumnKind kind, int logBlowup)
    {
        bool[] opensNext = new bool[Width(kind)];
        if (kind == ColumnKind.Main)
        {
            foreach (int column in Structure.NextColumns)
                opensNext[column] = true;
        }

        // The running sum is the last of LogUp's columns.
        if (kind == ColumnKind.LogUp)
            opensNext[^1] = true;
        return new(Index, LogHeight + logBlowup, opensNext);
    }
}
