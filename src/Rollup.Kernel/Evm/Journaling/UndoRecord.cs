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
