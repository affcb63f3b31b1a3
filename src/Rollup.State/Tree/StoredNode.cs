using System.Runtime.InteropServices;
using Rollup.Kernel.State;

namespace Rollup.State.Tree;

/// <summary>A node in memory. A leaf's path and an inner node's children share their place.</summary>
[StructLayout(LayoutKind.Explicit, Size = 68)]
internal struct StoredNode
{
    [FieldOffset(0)]
    public Digest Digest;

    /// <summary>Leaf: its path.</summary>
    [FieldOffset(32)]
    public TreeKey Path;

    /// <summary>Inner: the number of the left child.</summary>
    [FieldOffset(32)]
    public int Left;

    /// <summary>Inner: the number of the right child.</summary>
    [FieldOffset(36)]
    public int Right;

    [FieldOffset(64)]
    public StoredNodeKind Kind;
}

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
