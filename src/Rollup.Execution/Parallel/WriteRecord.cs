namespace Rollup.Execution.Parallel;

/// <summary>What an execution writes to a location.</summary>
internal unsafe struct WriteRecord
{
    public Location* Location;

    /// <summary>See <see cref="VersionEntry.IsCredit"/>.</summary>
    public bool IsCredit;

    /// <summary>See <see cref="VersionEntry.Value"/>.</summary>
    public void* Value;
}
