namespace Rollup.State.Tree;

/// <summary>The kinds of nodes of the stored tree; the values are the tags of a bundle.</summary>
internal enum StoredNodeKind : byte
{
    /// <summary>An empty subtree.</summary>
    Empty = 0,

    /// <summary>An inner node whose children are in a bundle of their own, not loaded.</summary>
    Unloaded = 1,

    /// <summary>A leaf.</summary>
    Leaf = 2,

    /// <summary>An inner node.</summary>
    Inner = 3,
}
