using Rollup.Kernel.State;

namespace Rollup.State.Tree;

/// <summary>An entry that a batch reads or writes: its value before, with the index if it existed, and after.</summary>
internal sealed record TouchedEntry(StateKey Key, TreeKey Path, ulong? Index, StateValue Before, StateValue After)
{
    /// <summary>What becomes of its leaf.</summary>
    public LeafChange Change =>
        After.IsAbsent(Key) ? (Index is null ? LeafChange.None : LeafChange.Deleted)
        : Index is null ? LeafChange.Created
        : Before == After ? LeafChange.None : LeafChange.Updated;
}
