using Rollup.Stark.Airs;

namespace Rollup.Machine.Chips.MemoryTree;

/// <summary>The columns of an inner node above touched blocks: its children and itself, before and after the segment.</summary>
public struct NodeColumns<T>
{
    /// <summary>1 for a node, 0 for padding, which sends and receives nothing.</summary>
    public T IsReal;

    /// <summary>Above the leaves.</summary>
    public T Height;

    public T Index;

    /// <summary>1 if a row of its own shows what happens to the left child; 0 if nothing does.</summary>
    public T IsLeftTouched;

    public T IsRightTouched;

    public ColumnArrays.Of8<T> LeftBefore;

    public ColumnArrays.Of8<T> RightBefore;

    public ColumnArrays.Of8<T> LeftAfter;

    public ColumnArrays.Of8<T> RightAfter;

    public ColumnArrays.Of8<T> Before;

    public ColumnArrays.Of8<T> After;
}
