using Rollup.Kernel.State;

namespace Rollup.State;

/// <summary>An entry's value before and after.</summary>
public readonly record struct EntryChange(StateValue Before, StateValue After);
