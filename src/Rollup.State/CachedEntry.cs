using Rollup.Kernel.State;

namespace Rollup.State;

/// <summary>An entry as of the checkpoint: absent if its value is, and then without an index.</summary>
internal readonly record struct CachedEntry(ulong Index, StateValue Value);
