namespace Rollup.Machine.Tables;

/// <summary>Committed base-field columns of a table.</summary>
public readonly record struct TableCost(int Main, int LogUp, int Quotient, int Preprocessed)
{
    /// <summary>All that a segment's proof commits to. Preprocessed columns are committed once per key.</summary>
    public int All => Main + LogUp + Quotient;
}
