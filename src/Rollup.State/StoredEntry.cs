using Rollup.Kernel.State;

namespace Rollup.State;

/// <summary>An entry of the tree with the index of its leaf; its value is absent only where a deletion is meant.</summary>
public sealed record StoredEntry(StateKey Key, ulong Index, StateValue Value);
