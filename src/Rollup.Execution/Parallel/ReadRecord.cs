namespace Rollup.Execution.Parallel;

/// <summary>What an execution found where it looked.</summary>
internal unsafe struct ReadRecord
{
    /// <summary>Where; null for code.</summary>
    public Location* Location;

    /// <summary>
    /// The version, as the pointer to its unchanging value: an entry's, that of the base, a copy with credits added; for code its first byte.
    /// </summary>
    public void* Value;

    public ReadKind Kind;

    /// <summary>The last transaction that wrote it, or −1 for the base.</summary>
    public int Writer;
}
