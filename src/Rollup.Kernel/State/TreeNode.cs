using System.Runtime.InteropServices;

namespace Rollup.Kernel.State;

/// <summary>A node of the pruned tree while it is verified and updated.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TreeNode
{
    /// <summary>The digest; of an inner node only once its level has been hashed.</summary>
    public Digest Digest;

    /// <summary>Inner: the number of the left child. Leaf: the number of its path.</summary>
    public uint Left;

    /// <summary>Inner: the number of the right child.</summary>
    public uint Right;

    /// <summary>Inner: the next in the list of inner nodes of the same depth; 0 ends it.</summary>
    public uint Next;

    /// <summary>The number of path bits above the node.</summary>
    public byte Depth;

    /// <summary>What the node is.</summary>
    public NodeKind Kind;

    /// <summary>Whether the digest differs from before the update.</summary>
    public bool IsChanged;

    /// <summary>Whether the node is a leaf of either kind.</summary>
    public readonly bool IsLeaf => Kind is NodeKind.AccountLeaf or NodeKind.SlotLeaf;
}

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
