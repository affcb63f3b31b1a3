namespace Rollup.Execution.Parallel;

/// <summary>The locations to which a transaction's last execution wrote, in an arena.</summary>
internal unsafe struct WrittenLocations
{
    public int Count;
    public Location** Locations;
}
