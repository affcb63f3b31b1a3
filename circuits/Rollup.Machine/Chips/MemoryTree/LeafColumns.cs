using Rollup.Stark.Airs;

namespace Rollup.Machine.Chips.MemoryTree;

/// <summary>The columns of a touched block.</summary>
public struct LeafColumns<T>
{
    /// <summary>1 for a block, 0 for padding, which sends and receives nothing.</summary>
    public T IsReal;

    /// <summary>Index of its first word, over 8.</summary>
    public T Index;

    /// <summary>Its words before the segment.</summary>
    public ColumnArrays.Of8<LeafWordColumns<T>> Before;

    /// <summary>Its words after the segment.</summary>
    public ColumnArrays.Of8<LeafWordColumns<T>> After;

    /// <summary>When each word was last accessed; 0 if it was not.</summary>
    public ColumnArrays.Of8<T> LastTime;

    public ColumnArrays.Of8<T> DigestBefore;

    public ColumnArrays.Of8<T> DigestAfter;
}
