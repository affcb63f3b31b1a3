namespace Rollup.Machine.Precompiles;

/// <summary>What every row of a call begins with.</summary>
public struct CallColumns<T>
{
    /// <summary>1 if the row is a call, 0 if it is padding.</summary>
    public T IsReal;

    /// <summary>The time of the calling instruction.</summary>
    public T Time;

    /// <summary>Word index of the address in rs1.</summary>
    public T Index;
}
