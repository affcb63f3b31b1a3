using Rollup.Kernel.State;

namespace Rollup.State;

/// <summary>The state as of one moment, complete: an entry that is not in the tree reads as <see cref="StateValue.Absent"/>. Safe for concurrent readers.</summary>
public interface IStateReader
{
    /// <summary>The value of an entry; loads it if it is not in memory.</summary>
    StateValue Read(in StateKey key);
}
