namespace Rollup.Machine.Chips.Boundary;

/// <summary>The columns of the table that ties a segment to its public values; only the first row does.</summary>
public struct BoundaryColumns<T>
{
    /// <summary>1 in the first row, 0 in all others.</summary>
    public T IsFirst;

    /// <summary>The time after the last instruction.</summary>
    public T EndTime;
}
