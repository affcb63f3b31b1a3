using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Kernel.Batches;

/// <summary>An entry that a batch added to the state.</summary>
public readonly struct LeafCreation
{
    /// <summary>Tag of an account without code.</summary>
    internal const byte AccountTag = 0;

    /// <summary>Tag of an account with code.</summary>
    internal const byte ContractTag = 1;

    /// <summary>Tag of a slot whose owner is spelled out.</summary>
    internal const byte SlotTag = 2;

    /// <summary>The first tag of a slot whose owner is one of the <see cref="RecentOwners"/>: the tag of the latest.</summary>
    internal const byte RecentSlotTag = 3;

    /// <summary>The entry's name.</summary>
    public StateKey Key { get; init; }

    /// <summary>Its value; of an account without its code.</summary>
    public StateValue Value { get; init; }

    /// <summary>The place of the account's code among the batch's codes, from 1; 0 if it has none.</summary>
    public uint Code { get; init; }
}
