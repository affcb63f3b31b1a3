namespace Rollup.Execution.Parallel;

/// <summary>What the execution of one transaction that is not committed, or was not a short while ago, wrote to a location.</summary>
internal unsafe struct VersionEntry
{
    /// <summary>The writer's index in the block.</summary>
    public int Transaction;

    /// <summary>Whether <see cref="Value"/> is a credit to add to what is below rather than the whole content.</summary>
    public bool IsCredit;

    /// <summary>
    /// ESTIMATE (Block-STM, section 3): the execution that wrote this was aborted, and the next one will probably write here again.
    /// A reader waits for that instead of reading.
    /// </summary>
    public bool IsEstimate;

    /// <summary>
    /// An <c>AccountState</c>, a slot's <c>U256</c>, or the credit's <c>U256</c>. What it points to never changes while the block executes: two reads
    /// that found the same pointer found the same version.
    /// </summary>
    public void* Value;
}
