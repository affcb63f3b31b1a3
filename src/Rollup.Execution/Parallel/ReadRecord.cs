using Rollup.Kernel.Primitives;

namespace Rollup.Execution.Parallel;

/// <summary>What an execution read from a location: the version of its last whole content, and the credits on top of it.</summary>
internal unsafe struct ReadRecord
{
    public Location* Location;

    public ReadKind Kind;

    /// <summary>The version, as the pointer to its unchanging value; that of the base state if no transaction below wrote.</summary>
    public void* Value;

    /// <summary>The sum of the credits above that version (<see cref="ReadKind.Account"/> only).</summary>
    public U256 Credit;
}
