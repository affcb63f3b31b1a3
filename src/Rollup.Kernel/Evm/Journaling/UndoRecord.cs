using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Evm.Journaling;

/// <summary>One change and what was there before it; records are undone from the last to the first.</summary>
internal struct UndoRecord
{
    public UndoKind Kind;

    /// <summary>Index of the account or slot.</summary>
    public int Index;

    /// <summary>The value before, where the kind has one.</summary>
    public U256 Before;
}

/// <summary>What an undo record restores.</summary>
internal enum UndoKind : uint
{
    /// <summary>Flags of an account.</summary>
    Flags,

    Balance,

    Nonce,

    /// <summary>The code of an account, which was none before.</summary>
    Code,

    /// <summary>A slot was cold before.</summary>
    SlotWarmth,

    SlotValue,

    TransientValue,
}

/// <summary>A point that a frame's failure returns to.</summary>
internal readonly struct JournalCheckpoint(int undoCount, int logCount, long refund)
{
    public readonly int UndoCount = undoCount;
    public readonly int LogCount = logCount;
    public readonly long Refund = refund;
}
