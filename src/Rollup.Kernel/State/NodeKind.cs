namespace Rollup.Kernel.State;

/// <summary>The kinds of nodes of a pruned tree; the values are the tags of the witness.</summary>
public enum NodeKind : byte
{
    /// <summary>An empty subtree.</summary>
    Empty = 0,

    /// <summary>A subtree that is not empty, of which only the digest is given.</summary>
    Stub = 1,

    /// <summary>A leaf that holds an account.</summary>
    AccountLeaf = 2,

    /// <summary>A leaf that holds a slot.</summary>
    SlotLeaf = 3,

    /// <summary>A node with two children, at most one of them empty.</summary>
    Inner = 4,
}
