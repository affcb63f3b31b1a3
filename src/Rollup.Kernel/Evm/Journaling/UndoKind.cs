namespace Rollup.Kernel.Evm.Journaling;

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
