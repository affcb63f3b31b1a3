namespace Rollup.Stark.Fri;

/// <summary>Folds the codeword of height 2^<paramref name="LogHeight"/> by 2^<paramref name="LogFolding"/>, and then adds the batched tables of the resulting height if <paramref name="RollsIn"/>.</summary>
public sealed record FriRound(int LogHeight, int LogFolding, bool RollsIn)
{
    public int FoldedLogHeight => LogHeight - LogFolding;

    public int Folding => 1 << LogFolding;
}
