namespace Rollup.Kernel.Evm.Journaling;

/// <summary>A point that a frame's failure returns to.</summary>
internal readonly struct Checkpoint(int undoCount, int logCount, long refund)
{
    public readonly int UndoCount = undoCount;
    public readonly int LogCount = logCount;
    public readonly long Refund = refund;
}
