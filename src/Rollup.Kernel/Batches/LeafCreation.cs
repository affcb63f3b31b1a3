using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Kernel.Batches;

/// <summary>An entry that a batch added to the state.</summary>
public readonly struct LeafCreation
{
    /// <summary>Tag of an account.</summary>
    internal const byte AccountTag = 0;

    /// <summary>Tag of a slot whose owner is spelled out.</summary>
    internal const byte SlotTag = 1;

    /// <summary>The first tag of a slot whose owner is one of the <see cref="RecentOwners"/>: the tag of the latest.</summary>
    internal const byte RecentSlotTag = 2;

    /// <summary>The entry's name.</summary>
    public StateKey Key { get; init; }

    /// <summary>Its value.</summary>
    public StateValue Value { get; init; }
}
