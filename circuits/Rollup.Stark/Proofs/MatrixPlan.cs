namespace Rollup.Stark.Proofs;

/// <summary>
/// One matrix of a tree. <paramref name="OpensNext"/> has an entry per cell of a row, base or extension element, and says whether it is opened in the next row too; all are opened in the row itself.
/// </summary>
public sealed record MatrixPlan(int Table, int LogRows, bool[] OpensNext)
{
    /// <summary>Cells in a row.</summary>
    public int Width => OpensNext.Length;
}
