using Rollup.Kernel.State;

namespace Rollup.State.Tree;

/// <summary>What becomes of the leaf at a path: the digest of its new content, or the empty one to delete it.</summary>
public readonly record struct LeafWrite(TreeKey Path, Digest Leaf)
{
    /// <summary>Whether the leaf goes.</summary>
    public bool IsDeletion => Leaf.IsEmpty;
}
