namespace Rollup.Recursion.Keys;

/// <summary>
/// A part of <see cref="AllowedKeys"/>: the circuits whose proofs have one shape and one kind of statement. What verifies a proof is made for one of them, and takes keys of that part only.
/// </summary>
public enum AllowedGroup
{
    /// <summary>Large proofs about executions, one circuit per shape of a segment.</summary>
    Lifts,

    /// <summary>Small proofs about executions.</summary>
    Joins,

    /// <summary>Small proofs about batches: closes and the chain.</summary>
    Batches,
}
